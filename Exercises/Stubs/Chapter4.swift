// Chapter 4, penalties and trust regions. Put your answer where it says `throw Unsolved(…)`; then
//
//     make exercises CHAPTER=4
//
// says whether it is right. `Double.exp(x)`, `Double.log(x)` and `Double.sqrt(x)` are at hand.

import ExerciseSupport
import RealModule

/// **Exercise 4.7.** A divergence and its gradient
///
/// KL(p ‖ q) of (4.4), in nats. What p never does counts nothing; what p does and q never does makes
/// the divergence infinite.
///
/// - Parameters:
///   - p: p(a), `[A]`.
///   - q: q(a), `[A]`.
public func divergence(from p: [Double], to q: [Double]) throws -> Double {
  throw Unsolved("4.7")
}

/// The second part of exercise 4.7: the gradient of KL(p ‖ q) where q is the softmax of logits.
///
/// - Parameters:
///   - p: p(a), `[A]`, which does not move.
///   - logits: z_b, `[A]`, small enough for their exponentials.
/// - Returns: ∂ KL / ∂z_b, `[A]`.
public func divergenceGradient(from p: [Double], toLogits logits: [Double]) throws -> [Double] {
  throw Unsolved("4.7")
}

/// **Exercise 4.8.** The natural step
///
/// The step Δ of (4.18): as far as possible in the direction F⁻¹g within the distance δ. Where
/// there is no slope, there is no step.
///
/// - Parameters:
///   - gradient: g, `[P]`.
///   - direction: F⁻¹ g, `[P]`, already solved for.
///   - delta: δ > 0, in nats.
/// - Returns: Δ, `[P]`.
public func naturalStep(
  gradient: [Double], direction: [Double], delta: Double
) throws -> [Double] {
  throw Unsolved("4.8")
}

/// **Exercise 4.9.** Conjugate gradients
///
/// Solves F x = g from products F v alone. Begin with x = 0, so that the residual r = g − F x is g
/// and the first direction is r. Each iteration goes along its direction to where the residual is
/// perpendicular to it; the next direction is the new residual plus as much of the old direction as
/// makes the two conjugate. One product an iteration, no more. (A residual of zero: you have
/// arrived. Do not divide by it.)
///
/// - Parameters:
///   - product: v ↦ F v, for a symmetric positive definite F, `[P × P]`.
///   - rightSide: g, `[P]`.
///   - iterations: how many at the most.
/// - Returns: x, `[P]`.
public func conjugateGradients(
  product: ([Double]) -> [Double], rightSide: [Double], iterations: Int
) throws -> [Double] {
  throw Unsolved("4.9")
}

/// **Exercise 4.10.** A leash that learns its length
///
/// The next β by the rule (4.23).
///
/// - Parameters:
///   - beta: β of the update just made.
///   - meanKL: d, how far that update went, in nats.
///   - target: d_targ, how far it was meant to go.
public func nextPenalty(beta: Double, meanKL: Double, target: Double) throws -> Double {
  throw Unsolved("4.10")
}
