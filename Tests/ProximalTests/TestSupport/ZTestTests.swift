import RealModule
import TestSupport
import Testing

@Suite("The z-test")
struct ZTestTests {
  @Test("on paper: (1, 2, 3, 4) against 2 has standard error √(5/12) and z = √(3/5)")
  func byHand() {
    let test = ZTest([1, 2, 3, 4], expected: 2)
    #expect(test.mean == 2.5)
    expectClose(test.standardError, .sqrt(5.0 / 12), tolerance: 1e-15)
    expectClose(test.z, .sqrt(0.6), tolerance: 1e-14)
    #expect(test.passes)
    #expect(!ZTest([1, 2, 3, 4], expected: -1).passes)
  }

  @Test("bounds of the normal distribution, as tables have them")
  func bounds() {
    expectClose(twoSidedNormalBound(confidence: 0.95), 1.959963985, tolerance: 1e-9)
    expectClose(twoSidedNormalBound(confidence: 0.99), 2.575829304, tolerance: 1e-9)
    expectClose(twoSidedNormalBound(confidence: 0.999), 3.290526731, tolerance: 1e-9)
  }

  @Test("ten tests at once have the bound of one at a tenth of the doubt")
  func simultaneous() {
    let tests = zTests(
      [Array(repeating: 1, count: 10), Array(repeating: 2, count: 10)],
      expected: Array(repeating: 1.5, count: 10), confidence: 0.99)
    #expect(tests.count == 10)
    expectClose(tests[3].bound, twoSidedNormalBound(confidence: 0.999), tolerance: 1e-12)
  }

  @Test("samples without spread pass only if they are the expectation, and NaN never passes")
  func noSpread() {
    #expect(ZTest([2, 2], expected: 2).passes)
    #expect(!ZTest([2, 2], expected: 2.001).passes)
    #expect(!ZTest([2, .nan], expected: 2).passes)
  }

  @Test("a 95% test of the right mean fails about one time in twenty: seed 1, 2000 tests")
  func calibrated() {
    var generator = SplitMix64(seed: 1)
    let failures = (0..<2000).map { _ in
      let samples = (0..<200).map { _ in Double.random(in: 0..<1, using: &generator) }
      return ZTest(samples, expected: 0.5, confidence: 0.95).passes ? 0.0 : 1.0
    }
    let share = ZTest(failures, expected: 0.05)
    #expect(share.passes, "\(share)")
  }
}
