import Files

/// What came of comparing one file.
final class GoldenTally {
  /// Numbers, flags and texts that were held against the core's.
  private(set) var compared = 0
  /// Numbers for which the reference itself had none.
  private(set) var skipped = 0
  /// How many problems there were, and the first of them.
  private(set) var problemCount = 0
  private(set) var firstProblems: [String] = []
  /// The largest error under each tolerance, in the order in which they were first used.
  private(set) var largestErrors: [(tolerance: Tolerance, error: Double)] = []

  /// How many problems are told in full.
  static let problemsTold = 5

  /// Counts a comparison; `error` is nil where what differs has no distance, as texts have none.
  func count(error: Double?, within tolerance: Tolerance) {
    compared += 1
    let index = largestErrors.firstIndex { $0.tolerance == tolerance } ?? largestErrors.count
    if index == largestErrors.count { largestErrors.append((tolerance, 0)) }
    guard let error else { return }
    // Not a number is the worst of errors.
    largestErrors[index].error = max(largestErrors[index].error, error.isNaN ? .infinity : error)
  }

  func skip() { skipped += 1 }

  func report(_ problem: @autoclosure () -> String) {
    problemCount += 1
    if firstProblems.count < Self.problemsTold { firstProblems.append(problem().oneLine) }
  }
}
