import TestSupport
import Testing

@testable import Proximal

@Suite("PPOStatistics")
struct PPOStatisticsTests {
  @Test("an update's figures are the means over its gradient steps")
  func means() {
    let example = PPOUpdateExample<Float>(rows: 24)
    var update = example.evaluated()
    var statistics = PPOStatistics(explainedVariance: 0.25)
    var steps: [PPOStatistics] = []
    for _ in 0..<3 {
      update.evaluate(example.minibatch)
      steps.append(update.statistics)
      statistics.add(step: update.statistics)
      update.step()
    }
    func mean(_ number: (PPOStatistics) -> Double) -> Double { steps.map(number).reduce(0, +) / 3 }
    expectClose(statistics.policyLoss, mean { $0.policyLoss }, tolerance: 1e-14)
    expectClose(statistics.valueLoss, mean { $0.valueLoss }, tolerance: 1e-14)
    expectClose(statistics.entropy, mean { $0.entropy }, tolerance: 1e-14)
    expectClose(statistics.approximateKL, mean { $0.approximateKL }, tolerance: 1e-14)
    expectClose(statistics.clipFraction, mean { $0.clipFraction }, tolerance: 1e-14)
    expectClose(statistics.gradientNorm, mean { $0.gradientNorm }, tolerance: 1e-14)
    #expect((statistics.gradientSteps, statistics.explainedVariance) == (3, 0.25))
    #expect(steps[0].approximateKL != steps[2].approximateKL)
    #expect(steps[0].clipFraction > 0 && steps[0].gradientNorm > 0)
  }

  @Test("every number has a place and words of its own, and is seen when it is not finite")
  func table() {
    for metric in PPOStatistics.Metric.allCases {
      for value in [Double.nan, .infinity, -.infinity] {
        var statistics = PPOStatistics(explainedVariance: .nan)
        #expect(statistics.nonFinite == nil)
        statistics[metric] = value
        #expect(statistics.nonFinite?.metric == metric)
        let numbers = [
          statistics.policyLoss, statistics.valueLoss, statistics.entropy,
          statistics.approximateKL, statistics.clipFraction, statistics.gradientNorm,
        ]
        #expect(numbers.map(\.isFinite) == PPOStatistics.Metric.allCases.map { $0 != metric })
      }
    }
    #expect(Set(PPOStatistics.Metric.allCases.map(\.label)).count == 6)
  }
}
