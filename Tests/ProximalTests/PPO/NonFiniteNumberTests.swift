import TestSupport
import Testing

@testable import Proximal

@Suite("NonFiniteNumber")
struct NonFiniteNumberTests {
  /// CartPole that shows or pays what it should not, from a step on.
  private struct Spoilt: Environment {
    var world = CartPole()
    var steps = 0
    var observation: Float?
    var reward: Double?

    var id: String { world.id }
    var actionSpace: ActionSpace { world.actionSpace }
    var timeLimit: Int { world.timeLimit }
    mutating func reset(seed: UInt64) -> SIMD4<Float> { world.reset(seed: seed) }
    mutating func reset() -> SIMD4<Float> { world.reset() }

    mutating func step(_ action: Int) -> Step<SIMD4<Float>> {
      let step = world.step(action)
      steps += 1
      guard steps > 20 else { return step }
      var shown = step.observation
      if let observation { shown.y = observation }
      return Step(
        observation: shown, reward: reward ?? step.reward, terminated: step.terminated,
        truncated: step.truncated)
    }
  }

  /// Trains until it is stopped; returns the error and the training as it was left.
  private func fault<World: Environment>(
    _ world: World, _ change: (inout PPOSettings) -> Void = { _ in },
    spoil: (inout ActorCritic<CategoricalBatch<Float>>) -> Void = { _ in }
  ) -> (NonFiniteNumber?, PPO<World, CategoricalBatch<Float>>) where World.Action == Int {
    var settings = PPOSettings()
    (settings.environmentCount, settings.rolloutLength, settings.hiddenSizes) = (2, 16, [8, 6])
    change(&settings)
    var agent = ActorCritic(
      observationCount: 4, hiddenSizes: settings.hiddenSizes,
      distributions: CategoricalBatch<Float>(actionCount: 2), seed: 1)
    spoil(&agent)
    var ppo = PPO(world, agent: agent, settings: settings, totalSteps: 32 * 50, seed: 1)
    do throws(NonFiniteNumber) {
      while !ppo.isFinished { try ppo.tryIterate() }
      return (nil, ppo)
    } catch {
      return (error, ppo)
    }
  }

  @Test(
    "an observation that is none stops the second iteration, before anything is learned from it")
  func observation() {
    for (value, shown) in [(Float.nan, "nan"), (.infinity, "inf")] {
      let (error, ppo) = fault(Spoilt(observation: value))
      #expect(
        error?.description
          == "iteration 2: an observation is \(shown); the weights and their gradients are finite")
      #expect(ppo.iteration == 1)
      #expect(allFinite(ppo.agent.actor.parameters))
    }
  }

  @Test("so does a reward")
  func reward() {
    let (error, ppo) = fault(Spoilt(reward: -.infinity))
    #expect(error?.description.hasPrefix("iteration 2: a reward is -inf;") == true)
    #expect(allFinite(ppo.agent.critic.parameters))
  }

  @Test("weights that have run away are told by the first layer that holds them")
  func layer() {
    let (error, _) = fault(
      CartPole(),
      spoil: { agent in
        agent.critic.parameters[agent.critic.weightRange(ofLayer: 1).lowerBound] = .nan
      })
    #expect(error?.iteration == 1)
    #expect(error?.layer == "the critic's layer 2 of 3 (8 → 6)")
    let (both, _) = fault(
      CartPole(),
      spoil: { agent in
        agent.critic.parameters[0] = .infinity
        agent.actor.parameters[agent.actor.biasRange(ofLayer: 2).lowerBound] = .nan
      })
    #expect(both?.layer == "the actor's layer 3 of 3 (6 → 2)")
  }

  @Test("a step so long that the numbers end is found where it does, and not taken further")
  func learningRate() {
    let (error, ppo) = fault(CartPole()) { $0.learningRate = .constant(3e38) }
    #expect(error != nil)
    #expect(error.map { $0.iteration == ppo.iteration + 1 } == true)
    #expect(fault(CartPole()).0 == nil, "and nothing is found where nothing is wrong")
  }

  @Test("where nobody handles it, it ends the program with the same words")
  func fatal() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var settings = PPOSettings()
      (settings.environmentCount, settings.rolloutLength) = (2, 16)
      var ppo = PPO(
        Spoilt(observation: .nan), distributions: CategoricalBatch<Float>(actionCount: 2),
        settings: settings, totalSteps: 320, seed: 1)
      while !ppo.isFinished { ppo.iterate() }
    }
    expectMessage(result, "iteration 2: an observation is nan")
  }
}
