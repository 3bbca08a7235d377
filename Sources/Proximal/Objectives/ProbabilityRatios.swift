/// The probability ratios of a batch, as every surrogate needs them:
///
///     ρₜ = π(aₜ|sₜ) / π_old(aₜ|sₜ) = exp(log π − log π_old)
///
/// - Parameters:
///   - logProbabilities: log π(aₜ|sₜ), `[rows]`.
///   - oldLogProbabilities: log π_old(aₜ|sₜ), `[rows]`.
///   - advantages: Aₜ, which each ratio will weigh, `[rows]`; only their number is looked at.
///   - rows: N, at least 1.
///   - ratios: receives ρₜ; it grows where it is shorter than `rows`.
@specialized(where Scalar == Float)
func computeRatios<Scalar: NetworkScalar>(
  logProbabilities: [Scalar], oldLogProbabilities: [Scalar], advantages: [Scalar], rows: Int,
  into ratios: inout [Scalar]
) {
  let shortest = min(logProbabilities.count, oldLogProbabilities.count, advantages.count)
  require(
    rows > 0 && shortest >= rows,
    "a surrogate of \(rows) steps needs as many log-probabilities, new and old, and advantages, "
      + "one at least; got \(logProbabilities.count), \(oldLogProbabilities.count) and "
      + "\(advantages.count)")
  if ratios.count < rows { ratios = [Scalar](repeating: 0, count: rows) }
  for t in 0..<rows { ratios[t] = logProbabilities[t] - oldLogProbabilities[t] }
  ratios.withUnsafeMutableBufferPointer { ratios in
    let pointer = ratios.baseAddress!
    Scalar.exponentials(pointer, pointer, count: rows)
  }
}
