import Proximal
import TestSupport
import Testing

@Suite("clip and min")
struct ClipTests {
  @Test("(5.2) clip is max(min(x, r), l): x inside, else the nearer end")
  func clipping() {
    for (x, expected) in [(0.3, 0.5), (0.5, 0.5), (0.9, 0.9), (2, 2), (2.1, 2), (-7, 0.5)] {
      #expect(clip(x, to: 0.5...2) == expected)
      #expect(clip(x, to: 0.5...2) == max(min(x, 2), 0.5))
      // The other order of the two is the same, as long as the ends are in order.
      #expect(clip(x, to: 0.5...2) == min(max(x, 0.5), 2))
    }
  }

  @Test("(5.3) of a ratio: 1 − ε below, 1 + ε above, else the ratio")
  func byCases() {
    for step in steps(400, seed: 71) {
      let expected =
        step.ratio < 1 - step.clipRange
        ? 1 - step.clipRange : step.ratio > 1 + step.clipRange ? 1 + step.clipRange : step.ratio
      #expect(step.term.clippedRatio == expected)
    }
  }

  @Test("(5.7) min moves with the smaller argument; at a tie the sides differ and the first counts")
  func minimum() {
    /// (5.7): ∂min/∂x and ∂min/∂y.
    func slopes(_ x: Double, _ y: Double) -> [Double] { [x <= y ? 1 : 0, y < x ? 1 : 0] }
    for (x, y, byX, byY) in [(1.0, 2.0, 1.0, 0.0), (2, 1, 0, 1), (-3, -1, 1, 0), (1, 1, 1, 0)] {
      #expect(slopes(x, y) == [byX, byY])
      #expect(gradient(of: { min($0[0], $0[1]) }, at: [x, y]) == [byX, byY])
    }
    for step in steps(400, seed: 77) {
      let point = [step.ratio, step.advantage]
      let formula = slopes(point[0], point[1])
      #expect(gradient(of: { min($0[0], $0[1]) }, at: point) == formula)
      guard (point[0] - point[1]).magnitude > 1e-4 else { continue }
      expectClose(
        centralDifference(of: { min($0[0], $0[1]) }, at: point), formula, tolerance: 1e-9)
    }
    let inFirst = { (x: Double) in min(x, 1) }
    expectClose(oneSidedDerivative(of: inFirst, at: 1, side: .left), 1, tolerance: 1e-9)
    expectClose(oneSidedDerivative(of: inFirst, at: 1, side: .right), 0, tolerance: 1e-9)
  }

  @Test("(5.8) clip has slope 1 inside and 0 outside; at its ends one side has each, 1 is taken")
  func clipSlope() {
    /// (5.8)
    func slope(_ x: Double, _ l: Double, _ r: Double) -> Double { l <= x && x <= r ? 1 : 0 }
    for (x, byHand) in [(0.5, 0.0), (0.81, 1), (1, 1), (1.19, 1), (1.3, 0)] {
      #expect(slope(x, 0.8, 1.2) == byHand)
    }
    for step in steps(400, seed: 78) {
      let (x, l, r) = (step.ratio, 1 - step.clipRange, 1 + step.clipRange)
      #expect(derivative(of: { clip($0, to: Dual(l)...Dual(r)) }, at: x) == slope(x, l, r))
      guard min((x - l).magnitude, (x - r).magnitude) > 1e-4 else { continue }
      expectClose(
        centralDifference(of: { clip($0[0], to: l...r) }, at: [x]), [slope(x, l, r)],
        tolerance: 1e-9)
    }
    let f = { (x: Double) in clip(x, to: 0.8...1.2) }
    for (x, inside, outside) in [(0.8, Side.right, Side.left), (1.2, .left, .right)] {
      expectClose(
        oneSidedDerivative(of: f, at: x, side: inside), slope(x, 0.8, 1.2), tolerance: 1e-9)
      expectClose(oneSidedDerivative(of: f, at: x, side: outside), 0, tolerance: 1e-9)
      #expect(slope(x, 0.8, 1.2) == 1)
    }
  }
}
