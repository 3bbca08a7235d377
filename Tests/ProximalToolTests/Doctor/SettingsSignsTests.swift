import Proximal
import Testing

@testable import ProximalTool
@testable import TrainingFiles

struct SettingsSignsTests {
  @Test("a time limit that counts as an end, where episodes reach it")
  func timeLimit() {
    let cut = healthyRun().with(.truncatedFraction, 0.5, in: 80..<100)
    let counted = LoggedSettings.with { $0.bootstrapsTruncated = false }
    #expect(cut.troubles(counted) == [.timeLimitTakenForEnd])
    #expect(cut.troubles == [] && cut.troubles(.unknown("")) == [])
    #expect(healthyRun().with(.truncatedFraction, 0.09).troubles(counted) == [])
    #expect(
      cut.evidence(of: .timeLimitTakenForEnd, counted)
        == "a time limit cut off 50% of the late episodes, and what would have come after it counted "
        + "as 0.")
  }

  @Test("minibatches of three transitions or fewer, where advantages are normalised")
  func minibatches() {
    // 4 environments × 128 steps.
    for (count, isTiny) in [(512, true), (170, true), (128, false), (4, false)] {
      let troubles = healthyRun().troubles(.with { $0.minibatchCount = count })
      #expect(troubles == (isTiny ? [.tinyMinibatches] : []), "\(count)")
    }
    let plain = LoggedSettings.with { ($0.minibatchCount, $0.normalisesAdvantages) = (512, false) }
    #expect(healthyRun().troubles(plain) == [])
    #expect(
      healthyRun().evidence(of: .tinyMinibatches, .with { $0.minibatchCount = 512 })
        == "512 minibatches of a rollout of 512 steps have 1 transition each.")
  }

  @Test("a critic that is not trained")
  func critic() {
    #expect(healthyRun().troubles(.with { $0.valueCoefficient = 0 }) == [.untrainedCritic])
    #expect(healthyRun().troubles(.with { $0.valueCoefficient = 1e-3 }) == [])
  }

  @Test("a discount that sees five steps or fewer, where longer episodes teach nothing")
  func discount() {
    let flat = healthyRun().withFlatReturns()
    #expect(flat.troubles(.with { $0.discount = 0.79 }) == [.shortSighted, .flatReturns])
    #expect(flat.troubles(.with { $0.discount = 0.81 }) == [.flatReturns])
    #expect(healthyRun().troubles(.with { $0.discount = 0 }) == [])
    #expect(
      flat.with(.meanLength, 2).troubles(.with { $0.discount = 0.1 }) == [.flatReturns])
  }

  @Test("a target KL that lets one epoch pass")
  func targetKL() {
    func troubles(_ target: Double, _ steps: Double) -> [Finding.Trouble] {
      healthyRun().with(.updateGradientSteps, steps).troubles(.with { $0.targetKL = target })
    }
    #expect(troubles(1e-6, 4) == [.targetKLStopsAll])
    #expect(troubles(1e-6, 8) == [] && troubles(0.02, 4) == [])
    let solved = healthyRun().changed { _, row in row[.meanReturn]! *= 3 }
    let settings = LoggedSettings.with(environment: "CartPole-v1") { $0.targetKL = 1e-6 }
    #expect(solved.with(.updateGradientSteps, 4).troubles(settings) == [])
  }
}
