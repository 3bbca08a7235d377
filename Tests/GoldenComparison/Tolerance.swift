import Foundation

/// How far a computed number may be from the expected one.
enum Tolerance: Hashable, Sendable {
  /// Equal; 0 and −0 are.
  case exact
  /// |computed − expected| ≤ bound · max(1, |expected|).
  case relative(Double)

  /// The error that is held against the tolerance. Not a number where only one of both is.
  func error(of computed: Double, from expected: Double) -> Double {
    // Infinities of the same sign, whose difference would not be a number.
    if computed == expected { return 0 }
    let difference = abs(computed - expected)
    switch self {
    case .exact: return difference
    case .relative: return difference.isInfinite ? difference : difference / max(1, abs(expected))
    }
  }

  func allows(_ error: Double) -> Bool {
    switch self {
    case .exact: error == 0
    case .relative(let bound): error <= bound
    }
  }
}

extension Tolerance: CustomStringConvertible {
  var description: String {
    switch self {
    case .exact: "exact"
    case .relative(let bound): "\(String(format: "%.0e", bound)) relative to max(1, |x|)"
    }
  }
}
