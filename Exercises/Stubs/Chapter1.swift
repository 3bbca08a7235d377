// Chapter 1, REINFORCE. Put your answer where it says `throw Unsolved(…)`; then
//
//     make exercises CHAPTER=1
//
// says whether it is right. `Double.exp(x)`, `Double.log(x)` and `Double.sqrt(x)` are at hand.

import ExerciseSupport
import RealModule

/// **Exercise 1.4.** The leave-one-out mean
///
/// The estimate ĝ of the gradient, (1.9), from a batch of N episodes, N ≥ 2, where the baseline of
/// each episode is the mean return of the N − 1 others.
///
/// - Parameters:
///   - returns: R(τ_i), `[N]`.
///   - scores: z_i = ∇θ log p_θ(τ_i), `[N][P]`: one row an episode, one number a parameter.
/// - Returns: ĝ, `[P]`.
public func leaveOneOutEstimate(returns: [Double], scores: [[Double]]) throws -> [Double] {
  throw Unsolved("1.4")
}

/// **Exercise 1.6.** The score of a softmax
///
/// The gradient of log π(a) with respect to the logits, (1.7), in a world with one state. It has to
/// come out right for logits of 1000 as well, whose exponential overflows.
///
/// - Parameters:
///   - action: a, from 0 to A − 1.
///   - logits: θ_b, `[A]`.
/// - Returns: ∂ log π(a) / ∂θ_b, `[A]`.
public func softmaxScore(of action: Int, logits: [Double]) throws -> [Double] {
  throw Unsolved("1.6")
}

/// **Exercise 1.7.** The best baseline
///
/// The baseline b* of (1.14), with which the estimate from one episode has the least variance. All
/// episodes that there are, and their probabilities, are given.
///
/// - Parameters:
///   - chances: p_θ(τ), `[K]`, which sum to 1.
///   - returns: R(τ), `[K]`, in the same order.
///   - scores: ∇θ log p_θ(τ), `[K][P]`.
/// - Returns: b*.
public func bestBaseline(chances: [Double], returns: [Double], scores: [[Double]]) throws -> Double
{
  throw Unsolved("1.7")
}
