import Testing

@testable import ProximalTool
@testable import TrainingFiles

struct PolicySignsTests {
  @Test("a KL beyond 0.03 in most iterations while the learning rate is high")
  func largeKL() {
    // It is above a half of the first for fifty of the hundred iterations.
    #expect(healthyRun().with(.approximateKL, 0.031, in: 0..<26).troubles == [.largeKL])
    #expect(healthyRun().with(.approximateKL, 0.031, in: 0..<24).troubles == [])
    #expect(healthyRun().with(.approximateKL, 0.031, in: 50..<100).troubles == [])
    #expect(healthyRun().with(.approximateKL, 0.029).troubles == [])
    let run = healthyRun().with(.approximateKL, 0.05).with(.approximateKL, 2, in: 6..<7)
    #expect(
      run.evidence(of: .largeKL)
        == "above 0.03 in 100 of 100 iterations, from 1 to 100; 0.05 in the median iteration, "
        + "largest 2 (iteration 7).")
  }

  @Test("a single KL beyond 0.3, where nothing was learnt")
  func ruinousKL() {
    let spike = healthyRun().with(.approximateKL, 0.31, in: 2..<3)
    #expect(spike.troubles == [])
    #expect(spike.withFlatReturns().troubles == [.largeKL, .flatReturns])
    #expect(
      spike.withFlatReturns().with(.approximateKL, 0.29, in: 2..<3).troubles == [.flatReturns])
  }

  @Test("a clip that stops more than half of the ratios")
  func clipStuckHigh() {
    #expect(healthyRun().with(.clipFraction, 0.93).troubles == [.clipStuckHigh])
    #expect(healthyRun().with(.clipFraction, 0.45).troubles == [])
    #expect(healthyRun().with(.clipFraction, 0.93, in: 0..<10).troubles == [])
    #expect(
      healthyRun().with(.clipFraction, 0.93).evidence(of: .clipStuckHigh)
        == "clip fraction 0.93 in the median iteration, with a clip range of 0.2.")
  }

  @Test("a clip that never acts is no trouble while returns rise")
  func clipStuckAtZero() {
    let idle = healthyRun().with(.clipFraction, 0)
    #expect(idle.troubles == [])
    #expect(idle.withFlatReturns().troubles == [.clipStuckAtZero, .flatReturns])
    #expect(
      idle.withFlatReturns().with(.approximateKL, 1e-8).evidence(of: .clipStuckAtZero)
        == "clip fraction below 0.001 in 100 of 100 iterations, from 1 to 100; approximate KL "
        + "1e-8 in the median iteration.")
    // While the learning rate is high it acts, now and then.
    let busy = idle.withFlatReturns().with(.clipFraction, 0.1, in: 10..<20)
    #expect(busy.troubles == [.flatReturns])
  }

  @Test("a clip that never acts while the policy moves far is one")
  func clipNeverActs() {
    let run = healthyRun().with(.clipFraction, 0).with(.approximateKL, 0.1)
    #expect(run.troubles == [.largeKL, .clipNeverActs])
    #expect(run.with(.clipFraction, 0.1).troubles == [.largeKL])
  }

  @Test("an entropy that collapsed in the first half is a trouble where nothing was learnt")
  func entropyCollapsed() {
    let collapsed = healthyRun().with(.entropy, 0.01, in: 20..<100)
    #expect(collapsed.troubles == [])
    #expect(collapsed.withFlatReturns().troubles == [.entropyCollapsed, .flatReturns])
    #expect(
      collapsed.withFlatReturns().evidence(of: .entropyCollapsed)
        == "0.69 nats at the beginning, 0.01 in iteration 21 of 100, 0.01 at the end.")
    let late = healthyRun().withFlatReturns().with(.entropy, 0.01, in: 60..<100)
    #expect(late.troubles == [.flatReturns])
    let recovered = collapsed.withFlatReturns().with(.entropy, 0.4, in: 50..<100)
    #expect(recovered.troubles == [.flatReturns])
  }

  @Test("an entropy that does not fall is a trouble where nothing was learnt")
  func entropyStays() {
    let untouched = healthyRun().with(.entropy, 0.69)
    #expect(untouched.troubles == [])
    #expect(untouched.withFlatReturns().troubles == [.entropyStays, .flatReturns])
    #expect(
      healthyRun().withFlatReturns().with(.entropy, 0.65, in: 50..<100).troubles == [.flatReturns])
    // A clip that lets nothing pass is explanation enough.
    #expect(
      untouched.withFlatReturns().with(.clipFraction, 0.9).troubles
        == [.clipStuckHigh, .flatReturns])
  }

  @Test("σ that grows by half; its entropy is no finding of its own")
  func growingSigma() {
    func run(_ last: Double) -> ProgressTable {
      healthyGaussianRun().changed { i, row in
        row[.standardDeviation] = 1 + (last - 1) * Double(i) / 99
        row[.entropy] = 1.4
      }
    }
    #expect(run(1.6).troubles == [.growingSigma])
    #expect(run(1.4).troubles == [])
    #expect(run(1.4).withFlatReturns().troubles == [.flatReturns])
    #expect(
      run(400).evidence(of: .growingSigma) == "1 after iteration 1, 400 after iteration 100.")
  }
}
