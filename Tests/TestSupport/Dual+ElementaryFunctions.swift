import RealModule

extension Dual: ElementaryFunctions {
  /// f(x)′ = f′(x) x′
  private static func chain(_ x: Dual, _ value: Scalar, slope: Scalar) -> Dual {
    Dual(value, derivative: slope * x.derivative)
  }

  public static func exp(_ x: Dual) -> Dual {
    let value = Scalar.exp(x.value)
    return chain(x, value, slope: value)
  }

  public static func expMinusOne(_ x: Dual) -> Dual {
    chain(x, .expMinusOne(x.value), slope: .exp(x.value))
  }

  public static func log(_ x: Dual) -> Dual { chain(x, .log(x.value), slope: 1 / x.value) }

  public static func log(onePlus x: Dual) -> Dual {
    chain(x, .log(onePlus: x.value), slope: 1 / (1 + x.value))
  }

  public static func sqrt(_ x: Dual) -> Dual {
    let value = Scalar.sqrt(x.value)
    return chain(x, value, slope: 1 / (2 * value))
  }

  /// (xʸ)′ = y xʸ⁻¹ x′ + xʸ log x y′
  public static func pow(_ x: Dual, _ y: Dual) -> Dual {
    let value = Scalar.pow(x.value, y.value)
    let byBase = y.value * .pow(x.value, y.value - 1) * x.derivative
    // 0ʸ is 0 for all y > 0: the exponent has no slope there, though log x has no value.
    let byExponent = x.value == 0 ? 0 : value * .log(x.value) * y.derivative
    return Dual(value, derivative: byBase + byExponent)
  }

  public static func pow(_ x: Dual, _ n: Int) -> Dual {
    chain(x, .pow(x.value, n), slope: n == 0 ? 0 : Scalar(exactly: n)! * .pow(x.value, n - 1))
  }

  public static func root(_ x: Dual, _ n: Int) -> Dual {
    let value = Scalar.root(x.value, n)
    return chain(x, value, slope: value / (Scalar(exactly: n)! * x.value))
  }

  public static func sin(_ x: Dual) -> Dual { chain(x, .sin(x.value), slope: .cos(x.value)) }
  public static func cos(_ x: Dual) -> Dual { chain(x, .cos(x.value), slope: -.sin(x.value)) }

  public static func tan(_ x: Dual) -> Dual {
    let value = Scalar.tan(x.value)
    return chain(x, value, slope: 1 + value * value)
  }

  public static func sinh(_ x: Dual) -> Dual { chain(x, .sinh(x.value), slope: .cosh(x.value)) }
  public static func cosh(_ x: Dual) -> Dual { chain(x, .cosh(x.value), slope: .sinh(x.value)) }

  public static func tanh(_ x: Dual) -> Dual {
    let value = Scalar.tanh(x.value)
    return chain(x, value, slope: 1 - value * value)
  }

  public static func asin(_ x: Dual) -> Dual {
    chain(x, .asin(x.value), slope: 1 / .sqrt(1 - x.value * x.value))
  }

  public static func acos(_ x: Dual) -> Dual {
    chain(x, .acos(x.value), slope: -1 / .sqrt(1 - x.value * x.value))
  }

  public static func atan(_ x: Dual) -> Dual {
    chain(x, .atan(x.value), slope: 1 / (1 + x.value * x.value))
  }

  public static func asinh(_ x: Dual) -> Dual {
    chain(x, .asinh(x.value), slope: 1 / .sqrt(1 + x.value * x.value))
  }

  public static func acosh(_ x: Dual) -> Dual {
    chain(x, .acosh(x.value), slope: 1 / .sqrt(x.value * x.value - 1))
  }

  public static func atanh(_ x: Dual) -> Dual {
    chain(x, .atanh(x.value), slope: 1 / (1 - x.value * x.value))
  }
}
