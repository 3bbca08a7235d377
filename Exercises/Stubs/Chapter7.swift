// Chapter 7, PPO assembled. Put your answer where it says `throw Unsolved(…)`; then
//
//     make exercises CHAPTER=7
//
// says whether it is right.

import ExerciseSupport

/// **Exercise 7.6.** A critic on a leash
///
/// The gradient of the clipped value loss with respect to V, for one step, N = 1: the derivative of
/// (7.1). At a kink either slope will do.
///
/// - Parameters:
///   - value: V(s_t), of the critic as it is now.
///   - oldValue: V_old(s_t), of the critic that the update began with.
///   - target: R_t.
///   - clipRange: c > 0, in rewards.
public func clippedValueGradient(
  value: Double, oldValue: Double, target: Double, clipRange: Double
) throws -> Double {
  throw Unsolved("7.6")
}
