/// Shifts and scales advantages to mean 0 and standard deviation 1.
///
///     Â ← (Â − mean Â) / (std Â + 1e-8)
///
/// with n − 1 in the standard deviation, as PyTorch has it. One advantage alone has no spread, and
/// equal ones a spread of 0: they become 0, not NaN.
///
/// - Parameters:
///   - advantages: Â, `[rows]`; a longer array is left alone beyond `rows`.
///   - rows: n.
@specialized(where Scalar == Float)
public func normaliseAdvantages<Scalar: BinaryFloatingPoint>(
  _ advantages: inout [Scalar], rows: Int
) {
  require(
    rows <= advantages.count, "\(rows) advantages are to be normalised; got \(advantages.count)")
  guard rows > 0 else { return }
  var sum = 0.0
  for t in 0..<rows { sum += Double(advantages[t]) }
  let mean = sum / Double(rows)
  var squares = 0.0
  for t in 0..<rows {
    let deviation = Double(advantages[t]) - mean
    squares += deviation * deviation
  }
  // 0 / 0 for a single advantage: max(n − 1, 1) makes its spread 0.
  let spread = (squares / Double(max(rows - 1, 1))).squareRoot()
  for t in 0..<rows {
    advantages[t] = Scalar((Double(advantages[t]) - mean) / (spread + 1e-8))
  }
}
