import Foundation
import GymnasiumWorkers
import Proximal
import TestSupport
import Testing

/// Plays random actions in copies side by side; everything that they show and earn.
private func play(copies: Int, workers: Int, steps: Int) throws -> [[Float]] {
  let pool = try GymnasiumPool(
    "CartPole-v1", python: GymnasiumPython.path, workers: workers, copies: copies)
  var environments = VectorEnvironment(
    repeating: GymnasiumEnvironment<Int>(in: pool), count: copies)
  environments.reset(seed: 7)
  var generator = PCG64(seed: 3)
  return (0..<steps).map { _ in
    // Copy 0 does the same however many there are.
    let actions = (0..<copies).map { _ in Int(generator.next() >> 63) }
    environments.step(actions.indices.map { $0 == 0 ? Int(actions[0]) : actions[$0] })
    return environments.observations + environments.rewards
      + environments.finishedEpisodes.flatMap { [Float($0.environment), Float($0.length)] }
  }
}

@Suite(.enabled(if: GymnasiumPython.isWanted, GymnasiumPython.reason))
struct GymnasiumPoolTests {
  @Test("the numbers do not depend on how many workers there are")
  func workers() throws {
    let alone = try play(copies: 5, workers: 1, steps: 200)
    #expect(alone.contains { $0.count > 25 }, "no episode has ended")
    #expect(try play(copies: 5, workers: 3, steps: 200) == alone)
  }

  @Test("nor do the weights of a training, on one thread or on two, each with a worker")
  func training() throws {
    func hash(threads: Int, workers: Int) throws -> String {
      let pool = try GymnasiumPool(
        "CartPole-v1", python: GymnasiumPython.path, workers: workers, copies: 4)
      var ppo = PPO(
        GymnasiumEnvironment<Int>(in: pool), distributions: CategoricalBatch(actionCount: 2),
        settings: PPOSettings(), totalSteps: 2048, seed: 5, workers: Workers(threads))
      while !ppo.isFinished { ppo.iterate() }
      #expect(ppo.stepCount == 2048)
      return ppo.agent.actor.parameterHash
    }
    let alone = try hash(threads: 1, workers: 1)
    #expect(try hash(threads: 2, workers: 2) == alone)
    #expect(try hash(threads: 2, workers: 1) == alone)
  }

  @Test("the processes end with the pool")
  func ending() throws {
    var identifiers: [Int32] = []
    do {
      let pool = try GymnasiumPool(
        "CartPole-v1", python: GymnasiumPython.path, workers: 2, copies: 2)
      identifiers = pool.processIdentifiers
      #expect(identifiers.allSatisfy { kill($0, 0) == 0 })
    }
    #expect(identifiers.count == 2 && identifiers.allSatisfy(isGone))
  }

  @Test("a hundred episodes leave no environment behind")
  func slots() throws {
    let pool = try GymnasiumPool("CartPole-v1", python: GymnasiumPython.path)
    let agent = ActorCritic(
      observationCount: 4, hiddenSizes: [8], distributions: CategoricalBatch<Float>(actionCount: 2),
      seed: 4)
    let world = GymnasiumEnvironment<Int>(in: pool)
    let first = agent.play(world, episodes: 50, seed: 9, firstStart: 40)
    #expect(agent.play(world, episodes: 50, seed: 9, firstStart: 40) == first)
    #expect(agent.play(CartPole(), episodes: 50, seed: 9, firstStart: 40) == first)
  }

  @Test("continuous control: the settings are CleanRL's, and a slice of a training runs")
  func continuousControl() throws {
    let python = try StandIn.withFakes()
    let pool = try GymnasiumPool("fakes:Numbers-v0", python: python.path)
    var settings = PPOSettings.continuousControl
    #expect(settings.batchSize == 2048 && settings.learningRate.value(at: 0) == 3e-4)
    settings.rolloutLength = 16
    var ppo = PPO(
      GymnasiumEnvironment<Float>(in: pool), distributions: DiagonalGaussianBatch(dimensions: 2),
      freeParameters: [0, 0], settings: settings, totalSteps: 1280, seed: 1)
    var returns: [Double] = []
    while !ppo.isFinished {
      ppo.iterate()
      returns.append(try #require(ppo.meanReturn))
    }
    // The reward is the sum of the clipped action: 3 steps of at most 1.5.
    #expect(returns.last! > returns.first! + 0.3, "\(returns)")
  }
}
