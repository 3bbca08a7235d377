/// The confidence that each of several intervals needs, so that all of them together miss no more
/// often than a single one would.
///
///     1 − (1 − c) / n
///
/// The chance that any of n intervals misses is at most the sum of their chances, however they hang
/// together (Bonferroni's inequality).
///
/// - Parameters:
///   - comparisons: n, how many intervals are read side by side.
///   - overall: c, the confidence of a single one.
public func simultaneousConfidence(comparisons: Int, overall: Double = 0.95) -> Double {
  require(comparisons >= 1, "there is at least one comparison; got \(comparisons)")
  require(overall > 0 && overall < 1, "a confidence is between 0 and 1; got \(overall)")
  return 1 - (1 - overall) / Double(comparisons)
}
