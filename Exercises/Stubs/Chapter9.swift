// Chapter 9, continuous actions. Put your answer where it says `throw Unsolved(…)`; then
//
//     make exercises CHAPTER=9
//
// says whether it is right. `Double.exp(x)`, `.log(x)`, `.tanh(x)`, `.atanh(x)`, `.erfc(x)` and the
// number `Double.pi` are at hand.

import ExerciseSupport
import RealModule

/// **Exercise 9.6.** Squash it
///
/// The logarithm of the density of the torque u = 2 tanh a, where a is normal.
///
/// - Parameters:
///   - torque: u, strictly between −2 and 2, in N m.
///   - mean: μ of a.
///   - logDeviation: log σ of a.
/// - Returns: the log-density of u, per N m.
public func squashedLogDensity(
  of torque: Double, mean: Double, logDeviation: Double
) throws -> Double {
  throw Unsolved("9.6")
}

/// **Exercise 9.8.** A density and its score
///
/// The log-density of an action of several independent components, (9.3).
///
/// - Parameters:
///   - action: a, `[n]`.
///   - mean: μ, `[n]`.
///   - logDeviation: log σ, `[n]`.
public func gaussianLogDensity(
  of action: [Double], mean: [Double], logDeviation: [Double]
) throws -> Double {
  throw Unsolved("9.8")
}

/// The second part of exercise 9.8: the score of the same action, (9.4).
///
/// - Returns: the derivatives with respect to μ and to log σ, `[n]` each.
public func gaussianScore(
  of action: [Double], mean: [Double], logDeviation: [Double]
) throws -> (mean: [Double], logDeviation: [Double]) {
  throw Unsolved("9.8")
}

/// **Exercise 9.9.** The clipped torque, told right
///
/// The log-probability of the torque u = clip(a, −2, 2) that acts, if you insist on u: at a bound the
/// logarithm of the chance of landing there, within the bounds that of a density. Its score, unlike
/// the one of (9.13), has mean zero.
///
/// - Parameters:
///   - torque: u, from −2 to 2, in N m.
///   - mean: μ of a.
///   - logDeviation: log σ of a.
public func clippedLogProbability(
  of torque: Double, mean: Double, logDeviation: Double
) throws -> Double {
  throw Unsolved("9.9")
}
