import Proximal
import TestSupport
import Testing

@Suite("PPOSettings")
struct PPOSettingsTests {
  @Test("the defaults are CleanRL's for CartPole")
  func defaults() {
    let settings = PPOSettings()
    #expect(
      (settings.environmentCount, settings.rolloutLength, settings.batchSize) == (4, 128, 512))
    #expect((settings.epochs, settings.minibatchCount) == (4, 4))
    #expect((settings.discount, settings.gaeLambda) == (0.99, 0.95))
    #expect((settings.clipRange, settings.valueClipRange) == (0.2, 0.2))
    #expect((settings.valueCoefficient, settings.maximumGradientNorm) == (0.5, 0.5))
    #expect(settings.entropyCoefficient == .constant(0.01))
    #expect(settings.learningRate == .linear(from: 2.5e-4, to: 0))
    #expect((settings.adamEpsilon, settings.hiddenSizes) == (1e-5, [64, 64]))
    #expect(settings.normalisesAdvantages && settings.targetKL == nil)
  }

  @Test("settings that make no sense are refused, and which is said")
  func refused() async {
    let none = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { train { $0.environmentCount = 0 } }
    expectMessage(none, "a rollout needs environments and steps; got 0 × 4")
    let empty = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { train { $0.minibatchCount = 9 } }
    expectMessage(
      empty, "an update needs an epoch and from 1 to 8 minibatches, so that none is empty; got 4")
    let epochs = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { train { $0.epochs = 0 } }
    expectMessage(epochs, "so that none is empty; got 0 and 4")
    let norm = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { train { $0.maximumGradientNorm = 0 } }
    expectMessage(norm, "a gradient's greatest norm is above 0, or nil for no limit; got 0.0")
    let extra = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { train { $0.extraCriticEpochs = -1 } }
    expectMessage(extra, "extra critic epochs are 0 or more; got -1")
  }
}

/// Makes a PPO for 2 × 4 steps with one setting changed.
private func train(_ change: (inout PPOSettings) -> Void) {
  var settings = PPOSettings()
  (settings.environmentCount, settings.rolloutLength) = (2, 4)
  change(&settings)
  _ = PPO(
    CartPole(), distributions: CategoricalBatch(actionCount: 2), settings: settings,
    totalSteps: 8, seed: 1)
}
