// Chapter 2, reward-to-go. Put your answer where it says `throw Unsolved(…)`; then
//
//     make exercises CHAPTER=2
//
// says whether it is right.

import ExerciseSupport
import Proximal

/// **Exercise 2.7.** Reward-to-go
///
/// The discounted returns G_t of (2.5), with one multiplication and one addition a step. (The tests
/// hand you an episode of 20,000 steps. A sum for each step takes its time.)
///
/// - Parameters:
///   - rewards: r_t, `[T]`; T may be 0.
///   - discount: γ.
/// - Returns: G_t, `[T]`.
public func returnsToGo(_ rewards: [Double], discount: Double) throws -> [Double] {
  throw Unsolved("2.7")
}

/// **Exercise 2.8.** A baseline for each state
///
/// The score weights w_t with which Σ_t w_t ∇θ log π(a_t|s_t) has the mean ∇θJ, (2.8): the discount
/// is part of the goal, and each state has a baseline of its own.
///
/// - Parameters:
///   - rewards: r_t, `[T]`.
///   - states: s_t, `[T]`, each from 0 to S − 1.
///   - baseline: b(s), `[S]`.
///   - discount: γ.
/// - Returns: w_t, `[T]`.
public func scoreWeights(
  rewards: [Double], states: [Int], baseline: [Double], discount: Double
) throws -> [Double] {
  throw Unsolved("2.8")
}

/// **Exercise 2.9.** What is to be expected
///
/// The values V(s) of a policy when there are exactly `steps` steps left, without listing a single
/// trajectory: begin with no steps left, and add one at a time. What you need of the world is
/// `reward(state:action:)`, `nextStates(from:action:)` (the chances of all states, in order) and
/// its `discount`; of the policy, `probability(of:in:)`.
///
/// - Returns: V(s), `[S]`.
public func values(
  of policy: TabularPolicy, in world: TabularMDP, steps: Int
) throws -> [Double] {
  throw Unsolved("2.9")
}
