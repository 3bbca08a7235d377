import Testing

/// Two lists of numbers compared, with the worst place kept for the message.
///
/// A place agrees if |got − expected| ≤ tolerance · max(1, |expected|): absolute for small numbers,
/// relative for large. NaN agrees with nothing.
public struct Closeness: CustomStringConvertible, Sendable {
  public let isClose: Bool
  public let description: String

  public init<T: BinaryFloatingPoint>(_ got: [T], _ expected: [T], tolerance: Double) {
    guard got.count == expected.count else {
      isClose = false
      description = "expected \(expected.count) numbers, got \(got.count)"
      return
    }
    let excess = zip(got, expected).map { Self.error(Double($0), Double($1)) }
    let failures = excess.count { $0 > tolerance }
    isClose = failures == 0
    guard let worst = excess.indices.max(by: { excess[$0] < excess[$1] }) else {
      description = "nothing to compare"
      return
    }
    description = """
      \(failures) of \(got.count) numbers differ; worst at [\(worst)]: \
      expected \(expected[worst]), got \(got[worst]), off by \(got[worst] - expected[worst]); \
      tolerance \(tolerance)
      """
  }

  /// |got − expected| / max(1, |expected|); infinite if either is NaN.
  private static func error(_ got: Double, _ expected: Double) -> Double {
    if got == expected { return 0 }
    let error = (got - expected).magnitude / max(1, expected.magnitude)
    return error.isNaN ? .infinity : error
  }
}

/// Expects every number to agree with the one expected in its place; see `Closeness`.
public func expectClose<T: BinaryFloatingPoint>(
  _ got: [T], _ expected: [T], tolerance: Double, _ comment: @autoclosure () -> String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let closeness = Closeness(got, expected, tolerance: tolerance)
  #expect(closeness.isClose, "\(comment()) \(closeness)", sourceLocation: sourceLocation)
}

/// Expects a number to agree with the one expected; see `Closeness`.
public func expectClose<T: BinaryFloatingPoint>(
  _ got: T, _ expected: T, tolerance: Double, _ comment: @autoclosure () -> String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose(
    [got], [expected], tolerance: tolerance, comment(), sourceLocation: sourceLocation)
}
