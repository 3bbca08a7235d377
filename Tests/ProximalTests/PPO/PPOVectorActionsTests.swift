import Proximal
import Testing

@Suite("PPO with actions of several components")
struct PPOVectorActionsTests {
  private func settings() -> PPOSettings {
    var settings = PPOSettings()
    (settings.environmentCount, settings.rolloutLength, settings.hiddenSizes) = (8, 64, [32, 32])
    (settings.epochs, settings.minibatchCount) = (8, 8)
    settings.learningRate = .linear(from: 2e-3, to: 0)
    (settings.entropyCoefficient, settings.discount) = (.constant(0), 0.9)
    return settings
  }

  private func mean(_ episodes: [FinishedEpisode]) -> Double {
    episodes.reduce(0) { $0 + $1.episodeReturn } / Double(episodes.count)
  }

  @Test("a boat steered by two numbers is brought home: the mean return of 100 starts above −1.6")
  func harbour() {
    // Straight to the jetty costs 1.15 on average: a distance of 0.765, less 0.25 or more a step.
    var ppo = PPO(
      Harbour<SIMD2<Float>>(), distributions: DiagonalGaussianBatch<Float>(dimensions: 2),
      freeParameters: [-1, -1], settings: settings(), totalSteps: 60_000, seed: 1)
    let before = mean(ppo.agent.play(Harbour<SIMD2<Float>>(), episodes: 100, seed: 1))
    while !ppo.isFinished { ppo.iterate() }
    let after = mean(ppo.agent.play(Harbour<SIMD2<Float>>(), episodes: 100, seed: 1))
    #expect(before < -8 && after > -1.6, "from \(before) to \(after)")
  }

  @Test("an action that is an array of floats is the same action, to the bit")
  func arrays() {
    func trained<World: Environment>(_ world: World) -> [Float]
    where World.Action.Element == Float {
      var ppo = PPO(
        world, distributions: DiagonalGaussianBatch<Float>(dimensions: 2),
        freeParameters: [-1, -1], settings: settings(), totalSteps: 1024, seed: 1)
      while !ppo.isFinished { ppo.iterate() }
      return ppo.agent.actor.parameters + ppo.agent.freeParameters
    }
    #expect(trained(Harbour<SIMD2<Float>>()) == trained(Harbour<[Float]>()))
  }

  @Test("two choices at once are learnt: 0.99 of all dials are set right")
  func dials() {
    var ppo = PPO(
      Dials(), distributions: MultiCategoricalBatch<Float>(actionCounts: [3, 4]),
      settings: settings(), totalSteps: 60_000, seed: 1)
    while !ppo.isFinished { ppo.iterate() }
    let share = mean(ppo.agent.play(Dials(), episodes: 100, seed: 1)) / 8
    #expect(share > 0.99, "\(share)")
  }
}
