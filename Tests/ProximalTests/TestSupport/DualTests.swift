import RealModule
import TestSupport
import Testing

@Suite("Dual numbers")
struct DualTests {
  @Test("on paper: x²y + y/x at (2, 3) has value 13.5 and gradient (45/4, 9/2)")
  func byHand() {
    let f = { (x: [Dual<Double>]) in x[0] * x[0] * x[1] + x[1] / x[0] }
    #expect(f([2, 3]).value == 13.5)
    expectClose(gradient(of: f, at: [2, 3]), [12 - 0.75, 4.5], tolerance: 1e-15)
  }

  /// f, and f′ written out.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let f: @Sendable (Dual<Double>) -> Dual<Double>
    let slope: @Sendable (Double) -> Double
    init(
      _ name: String, _ f: @escaping @Sendable (Dual<Double>) -> Dual<Double>,
      _ slope: @escaping @Sendable (Double) -> Double
    ) {
      (testDescription, self.f, self.slope) = (name, f, slope)
    }
  }

  static let cases = [
    Case("exp x", { .exp($0) }, { .exp($0) }),
    Case("exp x − 1", { .expMinusOne($0) }, { .exp($0) }),
    Case("log x", { .log($0) }, { 1 / $0 }),
    Case("log(1 + x)", { .log(onePlus: $0) }, { 1 / (1 + $0) }),
    Case("√x", { .sqrt($0) }, { 0.5 * .pow($0, -0.5) }),
    Case("x^1.7", { .pow($0, 1.7) }, { 1.7 * .pow($0, 0.7) }),
    Case("x³", { .pow($0, 3) }, { 3 * $0 * $0 }),
    Case("1/x²", { .pow($0, -2) }, { -2 / ($0 * $0 * $0) }),
    Case("x⁰", { .pow($0, 0) }, { _ in 0 }),
    Case("2^x", { .pow(2, $0) }, { .pow(2, $0) * .log(2) }),
    Case("x^x", { .pow($0, $0) }, { .pow($0, $0) * (1 + .log($0)) }),
    Case("∛x", { .root($0, 3) }, { .pow($0, -2.0 / 3) / 3 }),
    Case("sin x", { .sin($0) }, { .cos($0) }),
    Case("cos x", { .cos($0) }, { -.sin($0) }),
    Case("tan x", { .tan($0) }, { 1 / (.cos($0) * .cos($0)) }),
    Case("sinh x", { .sinh($0) }, { (.exp($0) + .exp(-$0)) / 2 }),
    Case("cosh x", { .cosh($0) }, { (.exp($0) - .exp(-$0)) / 2 }),
    Case("tanh x", { .tanh($0) }, { 1 / (.cosh($0) * .cosh($0)) }),
    Case("asin x", { .asin($0) }, { 1 / .cos(.asin($0)) }),
    Case("acos x", { .acos($0) }, { -1 / .sin(.acos($0)) }),
    Case("atan x", { .atan($0) }, { .cos(.atan($0)) * .cos(.atan($0)) }),
    Case("asinh x", { .asinh($0) }, { 1 / .cosh(.asinh($0)) }),
    Case("acosh(1 + x)", { .acosh(1 + $0) }, { 1 / .sinh(.acosh(1 + $0)) }),
    Case("atanh x", { .atanh($0) }, { 1 / (1 - $0 * $0) }),
    Case("−3/x − x", { -3 / $0 - $0 }, { 3 / ($0 * $0) - 1 }),
    Case("|x| + |−x|", { $0.magnitude + (-$0).magnitude }, { _ in 2 }),
  ]

  @Test("every function's derivative is the one in the table", arguments: cases)
  func table(function: Case) {
    for x in [0.1, 0.35, 0.8] {
      expectClose(derivative(of: function.f, at: x), function.slope(x), tolerance: 1e-14)
      let value = { (x: Double) in function.f(Dual(x)).value }
      expectClose(
        centralDifference(of: { value($0[0]) }, at: [x]), [function.slope(x)], tolerance: 1e-7)
    }
  }

  @Test("0² has slope 0, not NaN")
  func powerOfZero() {
    #expect(derivative(of: { .pow($0, 2.0) }, at: 0.0) == 0)
  }

  @Test("min and max follow the branch taken; at a tie min its first argument, max its second")
  func branches() {
    #expect(derivative(of: { min($0, 2 * $0) }, at: 1) == 1)
    #expect(derivative(of: { max($0, 2 * $0) }, at: 1) == 2)
    #expect(derivative(of: { min($0, 2 - $0) }, at: 1) == 1)
    #expect(derivative(of: { max($0, 2 - $0) }, at: 1) == -1)
  }

  @Test("the Hessian of x³y + exp(xy) on paper")
  func secondDerivatives() {
    let (x, y) = (0.5, -1.5)
    let e = Double.exp(x * y)
    let mixed = 3 * x * x + (1 + x * y) * e
    expectClose(
      hessian(of: { .pow($0[0], 3) * $0[1] + .exp($0[0] * $0[1]) }, at: [x, y]),
      [6 * x * y + y * y * e, mixed, mixed, x * x * e], tolerance: 1e-14)
  }
}
