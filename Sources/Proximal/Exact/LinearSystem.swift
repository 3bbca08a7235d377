/// Solves M x = b by Gaussian elimination with partial pivoting.
///
/// - Parameters:
///   - matrix: M, `[n × n]`, row-major.
///   - rightSide: b, `[n]`.
/// - Returns: x, `[n]`; `nil` if M is singular to working precision.
public func solveLinearSystem(matrix: [Double], rightSide: [Double]) -> [Double]? {
  let n = rightSide.count
  require(
    matrix.count == n * n,
    "a system with \(n) right-hand sides needs \(n) × \(n) coefficients; got \(matrix.count)")
  var m = matrix
  var b = rightSide
  guard eliminate(&m, &b) else { return nil }
  return substituteBack(m, b)
}

/// Brings M to upper triangular form, working on b alongside; false if no usable pivot is left.
private func eliminate(_ m: inout [Double], _ b: inout [Double]) -> Bool {
  let n = b.count
  // A pivot this far below the largest coefficient is what rounding leaves of a zero.
  let negligible = Double(n) * Double.ulpOfOne * m.reduce(0) { max($0, $1.magnitude) }
  for column in 0..<n {
    let pivot = (column..<n).max { m[$0 * n + column].magnitude < m[$1 * n + column].magnitude }!
    guard m[pivot * n + column].magnitude > negligible else { return false }
    swapRows(column, pivot, &m, &b)
    for row in (column + 1)..<n {
      let factor = m[row * n + column] / m[column * n + column]
      for k in column..<n { m[row * n + k] -= factor * m[column * n + k] }
      b[row] -= factor * b[column]
    }
  }
  return true
}

private func swapRows(_ i: Int, _ j: Int, _ m: inout [Double], _ b: inout [Double]) {
  guard i != j else { return }
  let n = b.count
  for k in 0..<n { m.swapAt(i * n + k, j * n + k) }
  b.swapAt(i, j)
}

/// Solves an upper triangular system, last row first.
private func substituteBack(_ m: [Double], _ b: [Double]) -> [Double] {
  let n = b.count
  var x = b
  for row in (0..<n).reversed() {
    for k in (row + 1)..<n { x[row] -= m[row * n + k] * x[k] }
    x[row] /= m[row * n + row]
  }
  return x
}
