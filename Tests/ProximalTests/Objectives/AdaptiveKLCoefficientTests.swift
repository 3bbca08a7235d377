import Proximal
import TestSupport
import Testing

@Suite("AdaptiveKLCoefficient")
struct AdaptiveKLCoefficientTests {
  @Test(
    "β halves below d_targ/1.5, doubles above 1.5 d_targ, and stays between, bounds included",
    arguments: [
      (0.0, 0.5), (1.99, 0.5), (2.0, 1.0), (3.0, 1.0), (4.5, 1.0), (4.51, 2.0), (1e9, 2.0),
      (Double.infinity, 2.0),
    ])
  func target(divergence: Double, expected: Double) {
    var beta = AdaptiveKLCoefficient(beta: 1, rule: .target(3))
    let change = beta.update(meanKL: divergence)
    #expect(beta.value == expected)
    #expect(change == (expected < 1 ? .halved : expected > 1 ? .doubled : .kept))
  }

  @Test(
    "β halves below KL_min and doubles above KL_max, bounds excluded",
    arguments: [(0.0, 0.5), (0.99, 0.5), (1.0, 1.0), (5.0, 1.0), (7.0, 1.0), (7.01, 2.0)])
  func range(divergence: Double, expected: Double) {
    var beta = AdaptiveKLCoefficient(beta: 1, rule: .range(1...7))
    beta.update(meanKL: divergence)
    #expect(beta.value == expected)
  }

  @Test("β remembers: a trace by hand")
  func trace() {
    var beta = AdaptiveKLCoefficient(beta: 3, rule: .target(0.01))
    let values = [0.02, 0.02, 0.01, 0.001, 0.016].map { divergence in
      beta.update(meanKL: divergence)
      return beta.value
    }
    #expect(values == [6, 12, 12, 6, 12])
  }

  @Test("against a divergence of 1/β the target rule settles within its band")
  func settles() {
    var beta = AdaptiveKLCoefficient(beta: 1024, rule: .target(0.1))
    for _ in 0..<40 { beta.update(meanKL: 1 / beta.value) }
    #expect(beta.rule.kept.contains(1 / beta.value))
    #expect(beta.update(meanKL: 1 / beta.value) == .kept)
  }

  @Test("what cannot be adapted is refused, and a divergence that is not a number")
  func refused() async {
    let zero = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = AdaptiveKLCoefficient(beta: 0, rule: .target(1))
    }
    expectMessage(zero, "an adaptive β needs a positive start")
    let negative = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = AdaptiveKLCoefficient(beta: 1, rule: .target(-1)) }
    expectMessage(negative, "an adaptive β needs a positive start and positive divergences")
    let nan = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var beta = AdaptiveKLCoefficient(beta: 1, rule: .target(1))
      beta.update(meanKL: .nan)
    }
    expectMessage(nan, "not a number")
  }
}
