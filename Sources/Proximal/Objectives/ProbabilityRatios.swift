/// The probability ratios of the actions taken, which every surrogate needs.
///
///     ρₜ = π(aₜ|sₜ) / π_old(aₜ|sₜ) = exp(log π − log π_old)
///
/// Where both policies are the same, every ratio is exactly 1.
///
/// Source: Schulman et al., “Proximal policy optimization algorithms”, 2017, section 3.
///
/// - Parameters:
///   - logProbabilities: log π(aₜ|sₜ), `[T]`.
///   - old: log π_old(aₜ|sₜ), `[T]`, as the policy that collected the data gave them.
public func probabilityRatios<Scalar: NetworkScalar>(
  logProbabilities: [Scalar], old: [Scalar]
) -> [Scalar] {
  require(
    logProbabilities.count == old.count,
    "a ratio needs one old log-probability for each new one; got \(old.count) for "
      + "\(logProbabilities.count)")
  var ratios: [Scalar] = []
  computeRatios(
    logProbabilities: logProbabilities, oldLogProbabilities: old, rows: old.count, into: &ratios)
  return ratios
}

/// The same for the first `rows` actions, into an array that is used again: it grows where it is
/// shorter.
@specialized(where Scalar == Float)
func computeRatios<Scalar: NetworkScalar>(
  logProbabilities: [Scalar], oldLogProbabilities: [Scalar], rows: Int,
  into ratios: inout [Scalar]
) {
  let shortest = min(logProbabilities.count, oldLogProbabilities.count)
  require(
    shortest >= rows,
    "the ratios of \(rows) steps need as many log-probabilities, new and old; got "
      + "\(logProbabilities.count) and \(oldLogProbabilities.count)")
  if ratios.count < rows { ratios = [Scalar](repeating: 0, count: rows) }
  for t in 0..<rows { ratios[t] = logProbabilities[t] - oldLogProbabilities[t] }
  ratios.withUnsafeMutableBufferPointer { ratios in
    guard let first = ratios.baseAddress else { return }
    Scalar.exponentials(first, first, count: rows)
  }
}

/// Traps unless a surrogate of `rows` steps has one at least, and an advantage for each.
func checkAdvantages<Scalar>(_ advantages: [Scalar], rows: Int) {
  require(
    rows > 0 && advantages.count >= rows,
    "a surrogate of \(rows) steps needs as many advantages, one at least; got "
      + "\(advantages.count)")
}
