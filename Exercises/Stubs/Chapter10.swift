// Chapter 10, the epilogue. Put your answer where it says `throw Unsolved(…)`; then
//
//     make exercises CHAPTER=10
//
// says whether it is right. `Double.exp(x)`, `.log(x)`, `.log(onePlus: x)` and `.pow(x, n)` are at
// hand.

import ExerciseSupport
import RealModule

/// **Exercise 10.3.** No reward at all
///
/// The loss (10.4) of M comparisons, with β log (π(y) / π_ref(y)) in place of R(y). It has to come out
/// right for a lead D of −1000 as well; the exponential of 1000 overflows, and the loss does not.
///
/// - Parameters:
///   - policy: log π(y_m|x_m) of the answers that won and of those that lost, `[M]` each, M ≥ 1.
///   - reference: log π_ref(y_m|x_m) of the same answers.
///   - beta: β.
public func directLoss(
  policy: (won: [Double], lost: [Double]), reference: (won: [Double], lost: [Double]), beta: Double
) throws -> Double {
  throw Unsolved("10.3")
}

/// **Exercise 10.4.** The best of n
///
/// Draw n answers to a prompt, independently, and keep one whose reward none of the others exceeds:
/// the chance of each answer to be the one that is kept. Among answers of equal reward, `==`, the
/// first that was drawn is kept, so they share their chance in the proportion of π(y).
///
/// - Parameters:
///   - n: how many are drawn, n ≥ 1.
///   - rewards: R(y), `[K]`, in any order.
///   - chances: π(y), `[K]`, in the same order, which sum to 1; some may be 0.
/// - Returns: the chances of the answers to be kept, `[K]`, in the same order.
public func bestOf(_ n: Int, rewards: [Double], chances: [Double]) throws -> [Double] {
  throw Unsolved("10.4")
}

/// **Exercise 10.5.** Three answers
///
/// The score weights w_i of k independent answers to one prompt, with which Σ_i w_i z_i has the mean
/// ∇θ E[R]: 1/k of each reward less the mean of the k − 1 *other* rewards. Add up differences of
/// rewards, so that (10.19) holds to the bit: if R_i + ν is exact, no bit of the weights depends on ν.
///
/// - Parameter rewards: R_i, `[k]`, k ≥ 2.
/// - Returns: w_i, `[k]`.
public func leaveOneOutWeights(_ rewards: [Double]) throws -> [Double] {
  throw Unsolved("10.5")
}
