/// The surrogate objective of a batch: what the new policy would earn, estimated with the actions
/// of the old one.
///
///     L = (1/N) Σₜ ρₜ Aₜ,   ρₜ = π(aₜ|sₜ) / π_old(aₜ|sₜ)
///
/// Its gradient is a weighted sum of scores, ∇L = Σₜ (ρₜ Aₜ / N) ∇ log π(aₜ|sₜ): hand
/// ``scoreWeights`` to the distributions' `scoreGradient`.
///
/// Source: Schulman et al., “Trust region policy optimization”, ICML 2015, eq. 14.
///
/// Make one and use it again: it grows to the largest batch it has seen and then allocates nothing.
public struct Surrogate<Scalar: NetworkScalar>: Sendable {
  /// L, summed in Double.
  public private(set) var value = 0.0
  /// ρₜ, `[rows]`; the array may be longer.
  public private(set) var ratios: [Scalar] = []
  /// wₜ = ρₜ Aₜ / N, `[rows]`; the array may be longer.
  public private(set) var scoreWeights: [Scalar] = []

  /// Of no batch yet.
  public init() {}

  /// - Parameters:
  ///   - logProbabilities: log π(aₜ|sₜ), `[rows]`.
  ///   - oldLogProbabilities: log π_old(aₜ|sₜ), `[rows]`.
  ///   - advantages: Aₜ, `[rows]`.
  ///   - rows: N, at least 1.
  @specialized(where Scalar == Float)
  public mutating func update(
    logProbabilities: [Scalar], oldLogProbabilities: [Scalar], advantages: [Scalar], rows: Int
  ) {
    checkAdvantages(advantages, rows: rows)
    // ρₜ = exp(log π − log π_old)
    computeRatios(
      logProbabilities: logProbabilities, oldLogProbabilities: oldLogProbabilities, rows: rows,
      into: &ratios)
    if scoreWeights.count < rows { scoreWeights = [Scalar](repeating: 0, count: rows) }
    var sum = 0.0
    for t in 0..<rows {
      sum += Double(ratios[t]) * Double(advantages[t])
      scoreWeights[t] = ratios[t] * advantages[t] / Scalar(rows)
    }
    value = sum / Double(rows)
  }
}
