/// The mean of independent values, and its standard error: √(Σ(x − x̄)² / (n − 1) / n).
///
/// The second number is what a z-test needs: the mean lies within 1.96 standard errors of the truth
/// in 95 of 100 samples.
public func meanAndStandardError(_ values: [Double]) -> (mean: Double, standardError: Double) {
  require(values.count >= 2, "a standard error needs at least two values; got \(values.count)")
  let n = Double(values.count)
  let mean = values.reduce(0, +) / n
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (mean, (squares / (n - 1) / n).squareRoot())
}
