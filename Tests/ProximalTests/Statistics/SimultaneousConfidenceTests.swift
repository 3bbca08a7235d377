import Proximal
import TestSupport
import Testing

@Suite("Simultaneous confidence")
struct SimultaneousConfidenceTests {
  @Test(
    "hand-worked: one interval at 95%, two at 97.5%, five at 99%; ten at 98% for an overall 80%")
  func handWorked() {
    expectClose(simultaneousConfidence(comparisons: 1), 0.95, tolerance: 1e-15)
    expectClose(simultaneousConfidence(comparisons: 2), 0.975, tolerance: 1e-15)
    expectClose(simultaneousConfidence(comparisons: 5), 0.99, tolerance: 1e-15)
    expectClose(
      simultaneousConfidence(comparisons: 10, overall: 0.8), 0.98, tolerance: 1e-15)
  }

  @Test(
    "n intervals miss together in 5% of cases if no two miss at once, less often if they do",
    arguments: [1, 2, 6, 38])
  func familywise(comparisons: Int) {
    let miss = 1 - simultaneousConfidence(comparisons: comparisons)
    // No two at once: the chances add up.
    expectClose(Double(comparisons) * miss, 0.05, tolerance: 1e-13)
    // Independent: by the count of misses, whose chances are binomial.
    let tosses = FiniteDistribution([1.0, 0], probabilities: [miss, 1 - miss])
    if comparisons <= 6 {
      let anyMiss = tosses.independentDraws(comparisons).expectation { $0.contains(1) ? 1 : 0 }
      #expect(anyMiss <= 0.05 + 1e-13 && anyMiss > 0.04875)
    }
  }

  @Test("no comparison, or a confidence that is none, is refused with what came")
  func refused() async {
    let none = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = simultaneousConfidence(comparisons: 0) }
    expectMessage(none, "at least one comparison; got 0")
    let certain = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = simultaneousConfidence(comparisons: 2, overall: 1) }
    expectMessage(certain, "between 0 and 1; got 1.0")
  }
}
