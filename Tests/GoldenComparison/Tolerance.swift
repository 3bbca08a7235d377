import Foundation

/// How far a computed number may be from the expected one.
enum Tolerance: Hashable, Sendable {
  /// Equal; 0 and −0 are.
  case exact
  /// |computed − expected| ≤ bound · max(1, |expected|).
  case relative(Double)
  /// |computed − expected| ≤ bound.
  case absolute(Double)

  /// NumPy squares a number that stands alone by the C library's power function, which is one unit in
  /// the last place off for about one float in a thousand: of the 0.001 u² in Pendulum's reward, u a
  /// float of at most 2, that is 2.4e-10. What it does to doubles is smaller.
  static let squares = Tolerance.absolute(2.4e-10)

  /// The error that is held against the tolerance. Not a number where only one of both is.
  func error(of computed: Double, from expected: Double) -> Double {
    // Infinities of the same sign, whose difference would not be a number.
    if computed == expected { return 0 }
    let difference = abs(computed - expected)
    switch self {
    case .exact, .absolute: return difference
    case .relative: return difference.isInfinite ? difference : difference / max(1, abs(expected))
    }
  }

  func allows(_ error: Double) -> Bool {
    switch self {
    case .exact: error == 0
    case .relative(let bound), .absolute(let bound): error <= bound
    }
  }
}

extension Tolerance: CustomStringConvertible {
  var description: String {
    switch self {
    case .exact: "exact"
    case .relative(let bound): "\(String(format: "%.0e", bound)) relative to max(1, |x|)"
    case .absolute(let bound): "\(String(format: "%.1e", bound))"
    }
  }
}
