// Chapter 5, the clip. Put your answer where it says `throw Unsolved(…)`; then
//
//     make exercises CHAPTER=5
//
// says whether it is right. `Double.exp(x)` and `Double.log(x)` are at hand.

import ExerciseSupport
import RealModule

/// **Exercise 5.8.** The six cases
///
/// The slope of the clipped surrogate of one step in the ratio, ∂L_t / ∂ρ_t of (5.11). At the two
/// ends of the range, where there is a kink, either slope will do.
///
/// - Parameters:
///   - ratio: ρ_t.
///   - advantage: A_t.
///   - clipRange: ϵ, from 0 to 1.
public func clippedSlope(ratio: Double, advantage: Double, clipRange: Double) throws -> Double {
  throw Unsolved("5.8")
}

/// **Exercise 5.9.** A loss to be descended
///
/// The loss of (5.6), the mean over a batch, from what a batch holds: log-probabilities and
/// advantages.
///
/// - Parameters:
///   - logProbabilities: log π_θ(a_t|s_t), `[N]`.
///   - oldLogProbabilities: log π_old(a_t|s_t), `[N]`.
///   - advantages: A_t, `[N]`.
///   - clipRange: ϵ.
public func clippedLoss(
  logProbabilities: [Double], oldLogProbabilities: [Double], advantages: [Double],
  clipRange: Double
) throws -> Double {
  throw Unsolved("5.9")
}

/// **Exercise 5.10.** Three gauges of one distance
///
/// The means over a batch of the three estimators k₁, k₂ and k₃ of KL(π_old ‖ π_θ), from the
/// log-probabilities of actions of the old policy.
///
/// - Parameters:
///   - logProbabilities: log π_θ(a_t|s_t), `[N]`.
///   - oldLogProbabilities: log π_old(a_t|s_t), `[N]`.
/// - Returns: the three means, in nats.
public func divergenceEstimates(
  logProbabilities: [Double], oldLogProbabilities: [Double]
) throws -> (k1: Double, k2: Double, k3: Double) {
  throw Unsolved("5.10")
}
