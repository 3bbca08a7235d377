// Chapter 3, importance sampling. Put your answer where it says `throw Unsolved(…)`; then
//
//     make exercises CHAPTER=3
//
// says whether it is right. `Double.exp(x)` and `Double.log(x)` are at hand.

import ExerciseSupport
import RealModule

/// **Exercise 3.4.** The best q
///
/// The distribution q of the samples that makes the variance (3.4) of ρ(x) f(x) smallest. Gains
/// may have either sign; they are not all zero.
///
/// - Parameters:
///   - target: p(x), `[K]`, which sums to 1.
///   - gains: f(x), `[K]`.
/// - Returns: q(x), `[K]`, which sums to 1.
public func bestProposal(target: [Double], gains: [Double]) throws -> [Double] {
  throw Unsolved("3.4")
}

/// **Exercise 3.6.** The effective sample size
///
/// How many samples the weighted ones are worth, (3.6). Ratios of whole trajectories come as
/// logarithms, because they are products of many factors: the exponential of 800 overflows, and yet
/// the effective sample size has a value.
///
/// - Parameter logRatios: log ρ_i, `[n]`, n ≥ 1.
/// - Returns: n_eff, from 1 to n.
public func effectiveSampleSize(logRatios: [Double]) throws -> Double {
  throw Unsolved("3.6")
}

/// **Exercise 3.7.** Dividing by the weights' own sum
///
/// The self-normalised estimate of the mean of f under p.
///
/// - Parameters:
///   - values: f(x_i), `[n]`, for samples x_i of q.
///   - ratios: ρ(x_i), `[n]`.
/// - Returns: the estimate of E_p[f].
public func selfNormalisedMean(values: [Double], ratios: [Double]) throws -> Double {
  throw Unsolved("3.7")
}

/// **Exercise 3.8.** A ratio for each decision
///
/// What an episode of the old policy says about the return of the new one, without the ratios of
/// (3.12) that each reward can do without. Nothing is discounted.
///
/// - Parameters:
///   - rewards: r_t, `[T]`.
///   - ratios: ρ_t = π_θ(a_t|s_t) / π_θ′(a_t|s_t), `[T]`.
/// - Returns: an estimate with the mean E_θ[Σ_t r_t].
public func perDecisionReturn(rewards: [Double], ratios: [Double]) throws -> Double {
  throw Unsolved("3.8")
}
