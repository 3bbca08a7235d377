import RealModule

/// A dual number x + x′ε with ε² = 0: arithmetic on it carries the derivative along with the value
/// (forward-mode automatic differentiation), exact up to rounding.
///
/// Comparison looks at the value alone. So a branch takes the side that the number itself would,
/// and at a tie `min` follows its first argument and `max` its second, as Swift's do for all
/// numbers. A kink has no derivative; see `oneSidedDerivative`.
public struct Dual<Scalar: DifferentiableScalar> {
  public var value: Scalar
  public var derivative: Scalar

  public init(_ value: Scalar, derivative: Scalar = 0) {
    self.value = value
    self.derivative = derivative
  }
}

extension Dual: Comparable {
  public static func == (x: Dual, y: Dual) -> Bool { x.value == y.value }
  public static func < (x: Dual, y: Dual) -> Bool { x.value < y.value }
}

extension Dual: ExpressibleByFloatLiteral {
  public init(floatLiteral value: Double) { self.init(Scalar(floatLiteral: value)) }
}

extension Dual: AlgebraicField {
  public init(integerLiteral value: Scalar.IntegerLiteralType) {
    self.init(Scalar(integerLiteral: value))
  }

  public init?(exactly source: some BinaryInteger) {
    guard let value = Scalar(exactly: source) else { return nil }
    self.init(value)
  }

  /// |x|, with the slope of the side that x is on.
  public var magnitude: Dual { value < 0 ? -self : self }

  public static prefix func - (x: Dual) -> Dual { Dual(-x.value, derivative: -x.derivative) }

  public static func + (x: Dual, y: Dual) -> Dual {
    Dual(x.value + y.value, derivative: x.derivative + y.derivative)
  }

  public static func - (x: Dual, y: Dual) -> Dual {
    Dual(x.value - y.value, derivative: x.derivative - y.derivative)
  }

  /// (xy)′ = x′y + xy′
  public static func * (x: Dual, y: Dual) -> Dual {
    Dual(x.value * y.value, derivative: x.derivative * y.value + x.value * y.derivative)
  }

  /// (x/y)′ = (x′ − (x/y) y′) / y
  public static func / (x: Dual, y: Dual) -> Dual {
    let quotient = x.value / y.value
    return Dual(quotient, derivative: (x.derivative - quotient * y.derivative) / y.value)
  }

  public static func += (x: inout Dual, y: Dual) { x = x + y }
  public static func -= (x: inout Dual, y: Dual) { x = x - y }
  public static func *= (x: inout Dual, y: Dual) { x = x * y }
  public static func /= (x: inout Dual, y: Dual) { x = x / y }
}
