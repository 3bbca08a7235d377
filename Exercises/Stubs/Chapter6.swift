// Chapter 6, generalised advantage estimation. Put your answer where it says `throw Unsolved(…)`;
// then
//
//     make exercises CHAPTER=6
//
// says whether it is right.

import ExerciseSupport

/// **Exercise 6.3.** Advantages, episodes ending on the way
///
/// Â_t by (6.6) for T steps of one environment, in which several episodes may end, each in one of
/// the two ways of (6.8). What follows the last step is known by its value alone.
///
/// - Parameters:
///   - rewards: r_t, `[T]`.
///   - values: V(s_t), `[T]`.
///   - nextValues: V of the observation that step t led to, `[T]`: where an episode ended, of its own
///     last observation, not of the next episode's first.
///   - terminated: whether the episode came to its end at step t, `[T]`.
///   - truncated: whether it was cut off there, `[T]`; never both.
///   - discount: γ.
///   - lambda: λ.
/// - Returns: Â_t, `[T]`.
public func advantages(
  rewards: [Double], values: [Double], nextValues: [Double], terminated: [Bool],
  truncated: [Bool], discount: Double, lambda: Double
) throws -> [Double] {
  throw Unsolved("6.3")
}

/// **Exercise 6.4.** Explained variance
///
/// A number that every PPO program logs: 1 − Var(R_t − V(s_t)) / Var(R_t), variances over the batch.
/// A critic that is right has 1, one that says the same everywhere 0.
///
/// - Parameters:
///   - values: V(s_t), `[N]`, N ≥ 1.
///   - targets: R_t, `[N]`.
/// - Returns: the explained variance; `nil` where all targets are alike, since there is nothing to
///   explain.
public func explainedVariance(values: [Double], targets: [Double]) throws -> Double? {
  throw Unsolved("6.4")
}
