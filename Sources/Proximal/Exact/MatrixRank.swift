/// The rank of a square matrix: how many pivots Gaussian elimination finds, taking the largest
/// coefficient that is left each time. One that is 10¹² times smaller than the first is what
/// rounding leaves of a zero.
///
/// - Parameters:
///   - matrix: `[n × n]`, row-major.
///   - n: the number of its rows.
public func matrixRank(_ matrix: [Double], rows n: Int) -> Int {
  require(
    matrix.count == n * n, "\(n) rows and columns make \(n * n) coefficients; got \(matrix.count)")
  var m = matrix
  var (rows, columns) = (Array(0..<n), Array(0..<n))
  let negligible = 1e-12 * m.reduce(0) { max($0, $1.magnitude) }
  while let (r, c) = largestCoefficient(m, rows, columns, n), m[r * n + c].magnitude > negligible {
    rows.removeAll { $0 == r }
    columns.removeAll { $0 == c }
    for row in rows {
      let factor = m[row * n + c] / m[r * n + c]
      for column in columns { m[row * n + column] -= factor * m[r * n + column] }
    }
  }
  return n - rows.count
}

/// Where the largest coefficient is, in the rows and columns that are left.
private func largestCoefficient(
  _ m: [Double], _ rows: [Int], _ columns: [Int], _ n: Int
) -> (row: Int, column: Int)? {
  let places = rows.flatMap { row in columns.map { (row: row, column: $0) } }
  return places.max {
    m[$0.row * n + $0.column].magnitude < m[$1.row * n + $1.column].magnitude
  }
}
