import Testing

@testable import GoldenComparison

struct ToleranceTests {
  @Test("exact allows only what is equal, and zeros of either sign are")
  func exact() {
    #expect(Tolerance.exact.allows(Tolerance.exact.error(of: -0.0, from: 0)))
    #expect(!Tolerance.exact.allows(Tolerance.exact.error(of: 1.0.nextUp, from: 1)))
    #expect(!Tolerance.exact.allows(Tolerance.exact.error(of: .leastNonzeroMagnitude, from: 0)))
  }

  @Test("a relative bound is absolute below one and relative above")
  func relative() {
    let tolerance = Tolerance.relative(1e-3)
    #expect(tolerance.error(of: 0.5, from: 0.25) == 0.25)
    #expect(tolerance.error(of: 1024, from: -2048) == 1.5)
    #expect(tolerance.allows(tolerance.error(of: 1.0009, from: 1)))
    #expect(!tolerance.allows(tolerance.error(of: 1.0011, from: 1)))
    #expect(tolerance.allows(tolerance.error(of: 1e6 + 999, from: 1e6)))
    #expect(!tolerance.allows(tolerance.error(of: 1e6 + 1001, from: 1e6)))
  }

  @Test(
    "infinities equal only themselves and not-a-number nothing",
    arguments: [Tolerance.exact, .relative(1e-3)])
  func notFinite(tolerance: Tolerance) {
    #expect(tolerance.allows(tolerance.error(of: .infinity, from: .infinity)))
    #expect(tolerance.allows(tolerance.error(of: -.infinity, from: -.infinity)))
    for (computed, expected) in [
      (.infinity, -.infinity), (.infinity, 1), (1, .infinity), (.nan, 1), (.nan, .infinity),
      (Double.greatestFiniteMagnitude, Double.infinity),
    ] {
      #expect(!tolerance.allows(tolerance.error(of: computed, from: expected)))
    }
  }

  @Test("a tolerance says what it is")
  func description() {
    #expect("\(Tolerance.exact)" == "exact")
    #expect("\(Tolerance.relative(1e-12))" == "1e-12 relative to max(1, |x|)")
  }
}
