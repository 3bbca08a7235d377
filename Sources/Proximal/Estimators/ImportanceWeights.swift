/// Importance weights: what makes samples of q speak for p.
///
///     ρ(x) = p(x) / q(x),   E_p[f] = E_q[ρ f]
///
/// For a policy the weight of an action is its probability ratio.

/// How many unweighted samples the weighted ones are worth.
///
///     n_eff = (Σ_i ρ_i)² / Σ_i ρ_i²
///
/// It lies from 1, where one weight is all there is, to n, where all are equal, and does not depend
/// on the weights' scale.
///
/// Source: Kong, “A note on importance sampling using standardized weights”, 1992.
///
/// - Parameter weights: ρ_i ≥ 0, `[n]`, not all of them zero.
public func effectiveSampleSize(of weights: [Double]) -> Double {
  // Divided by the largest first: squares of ratios overflow sooner than ratios.
  let scaled = weightsOfLargestOne(weights)
  let sum = scaled.reduce(0, +)
  return sum * sum / scaled.reduce(0) { $0 + $1 * $1 }
}

/// The self-normalised weights ρ_i / Σ_j ρ_j, `[n]`, which sum to 1.
///
/// Σ_i f(x_i) ρ_i / Σ_j ρ_j is then an average of the f(x_i): it never leaves their range, and p and q
/// need be known only up to a factor. Its bias falls as 1/n.
///
/// - Parameter weights: ρ_i ≥ 0, `[n]`, not all of them zero.
public func selfNormalisedWeights(_ weights: [Double]) -> [Double] {
  let scaled = weightsOfLargestOne(weights)
  let sum = scaled.reduce(0, +)
  return scaled.map { $0 / sum }
}

private func weightsOfLargestOne(_ weights: [Double]) -> [Double] {
  let largest = weights.max() ?? 0
  require(
    largest > 0 && weights.allSatisfy { $0 >= 0 && $0.isFinite },
    "importance weights are finite, none below 0 and not all 0; got \(weights)")
  return weights.map { $0 / largest }
}
