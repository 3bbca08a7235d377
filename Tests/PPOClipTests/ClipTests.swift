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
    for (x, y, byX, byY) in [(1.0, 2.0, 1.0, 0.0), (2, 1, 0, 1), (-3, -1, 1, 0)] {
      let slopes = gradient(of: { min($0[0], $0[1]) }, at: [x, y])
      expectClose(slopes, [byX, byY], tolerance: 0)
      expectClose(
        centralDifference(of: { min($0[0], $0[1]) }, at: [x, y]), slopes, tolerance: 1e-9)
    }
    let inFirst = { (x: Double) in min(x, 1) }
    expectClose(oneSidedDerivative(of: inFirst, at: 1, side: .left), 1, tolerance: 1e-9)
    expectClose(oneSidedDerivative(of: inFirst, at: 1, side: .right), 0, tolerance: 1e-9)
    expectClose(gradient(of: { min($0[0], $0[1]) }, at: [1.0, 1]), [1, 0], tolerance: 0)
  }

  @Test("(5.8) clip has slope 1 inside and 0 outside; at its ends one side has each")
  func clipSlope() {
    let f = { (x: Double) in clip(x, to: 0.8...1.2) }
    for (x, slope) in [(0.5, 0.0), (0.81, 1), (1, 1), (1.19, 1), (1.3, 0)] {
      expectClose(centralDifference(of: { f($0[0]) }, at: [x]), [slope], tolerance: 1e-9)
      let dual = derivative(of: { clip($0, to: Dual(0.8)...Dual(1.2)) }, at: x)
      #expect(dual == slope)
    }
    for (x, left, right) in [(0.8, 0.0, 1.0), (1.2, 1, 0)] {
      expectClose(oneSidedDerivative(of: f, at: x, side: .left), left, tolerance: 1e-9)
      expectClose(oneSidedDerivative(of: f, at: x, side: .right), right, tolerance: 1e-9)
    }
  }
}
