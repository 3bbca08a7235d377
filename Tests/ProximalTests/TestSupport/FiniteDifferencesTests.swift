import RealModule
import TestSupport
import Testing

@Suite("Finite differences and their order")
struct FiniteDifferencesTests {
  @Test("a central difference is exact for a parabola, and errs by h² for x³")
  func central() {
    expectClose(
      centralDifference(of: { 3 * $0[0] * $0[0] - $0[1] }, at: [2, 5], step: 0.5), [12, -1],
      tolerance: 1e-15)
    expectClose(
      centralDifference(of: { $0[0] * $0[0] * $0[0] }, at: [1], step: 0.25), [3 + 0.0625],
      tolerance: 1e-15)
  }

  @Test("one-sided derivatives of |x| + x² at 0 are −1 and +1")
  func oneSided() {
    let f = { (x: Double) in x.magnitude + x * x }
    expectClose(oneSidedDerivative(of: f, at: 0, side: .left), -1, tolerance: 1e-12)
    expectClose(oneSidedDerivative(of: f, at: 0, side: .right), 1, tolerance: 1e-12)
  }

  @Test("one-sided derivatives of a smooth function meet, with an error that falls as h²")
  func smooth() {
    for side in Side.allCases {
      expectClose(
        oneSidedDerivative(of: Double.exp, at: 1, side: side), .exp(1), tolerance: 1e-7)
      let order = observedOrder(
        ofError: { oneSidedDerivative(of: Double.exp, at: 1, side: side, step: $0) - .exp(1) },
        step: 0.01)
      expectClose(order, 2, tolerance: 0.05)
    }
  }

  @Test("a central difference is seen to be of order 2, a forward difference of order 1")
  func order() {
    let central = observedOrder(
      of: { centralDifference(of: { .exp($0[0]) }, at: [1], step: $0) }, step: 0.1)
    expectClose(central, 2, tolerance: 0.01)
    let forward = observedOrder(
      of: { h in [(Double.exp(1 + h) - .exp(1)) / h] }, step: 0.01)
    expectClose(forward, 1, tolerance: 0.01)
    expectClose(observedOrder(ofError: { 7 * $0 * $0 * $0 }, step: 0.5), 3, tolerance: 1e-14)
  }

  @Test("‖(3, 4) − 0‖ = 5")
  func distances() {
    #expect(distance([3, 4], [0, 0]) == 5)
  }
}
