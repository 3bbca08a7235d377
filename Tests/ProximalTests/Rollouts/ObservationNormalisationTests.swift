import TestSupport
import Testing

@testable import Proximal

@Suite("Observation normalisation")
struct ObservationNormalisationTests {
  @Test("each component gets mean 0 and standard deviation 1 over what has been seen")
  func moments() {
    var generator = PCG64(seed: 1)
    let observations = (0..<3000).map { index in
      Float(generator.standardNormal()) * [1, 5, 0.1][index % 3] + [0, -20, 3][index % 3]
    }
    var normalisation = ObservationNormalisation(count: 3)
    normalisation.add(observations, rows: 600)
    normalisation.add(Array(observations[1800...]), rows: 400)
    var normalised: [Float] = []
    normalisation.apply(to: observations, rows: 1000, into: &normalised)
    for i in 0..<3 {
      let column = (0..<1000).map { Double(normalised[3 * $0 + i]) }
      expectClose(column.reduce(0, +) / 1000, 0, tolerance: 1e-6)
      expectClose(column.reduce(0) { $0 + $1 * $1 } / 1000, 1, tolerance: 1e-4)
    }
  }

  @Test("numbers counted one by one have the moments of the batch")
  func oneByOne() {
    let numbers: [Float] = [3, -1, 4, 1, -5, 9]
    var (single, batch) = (RunningMoments(), RunningMoments())
    for number in numbers { single.add(Double(number)) }
    batch.add(numbers)
    expectClose(
      [single.mean, single.variance, single.count], [batch.mean, batch.variance, 6],
      tolerance: 1e-14)
  }

  @Test("what is far out is cut off at the bound")
  func bound() {
    var normalisation = ObservationNormalisation(count: 1, bound: 2)
    normalisation.add([-1, 1], rows: 2)
    var normalised: [Float] = []
    normalisation.apply(to: [100, -100, 0.5], rows: 3, into: &normalised)
    expectClose(normalised, [2, -2, 0.5], tolerance: 1e-6)
  }

  @Test("ε is added to the variance")
  func epsilon() {
    let normalisation = ObservationNormalisation(mean: [1], variance: [3], epsilon: 1)
    var normalised: [Float] = []
    normalisation.apply(to: [5], rows: 1, into: &normalised)
    #expect(normalised == [2])
  }

  @Test("statistics weigh as many observations as they are said to be of")
  func seen() {
    // Three numbers of mean 2 and variance 1, and then one more: (3 · 2 + 6)/4 = 3, and
    // (3 (1 + (2 − 3)²) + (6 − 3)²)/4 = 3.75.
    var normalisation = ObservationNormalisation(mean: [2], variance: [1], seen: 3)
    normalisation.add([6], rows: 1)
    expectClose([normalisation.mean[0], normalisation.variance[0]], [3, 3.75], tolerance: 1e-14)
    #expect(normalisation.seen == 4)
  }

  @Test("a training that begins with an agent goes on with its statistics, if it normalises")
  func goingOn() {
    var settings = PPOSettings()
    (settings.environmentCount, settings.rolloutLength) = (2, 8)
    var agent = ActorCritic(
      observationCount: 4, hiddenSizes: settings.hiddenSizes,
      distributions: CategoricalBatch<Float>(actionCount: 2), seed: 1)
    agent.observationNormalisation = ObservationNormalisation(
      mean: [1, 2, 3, 4], variance: [1, 1, 1, 1], bound: 5, seen: 100)
    for normalises in [true, false] {
      settings.normalisesObservations = normalises
      var ppo = PPO(
        CartPole(), agent: agent, settings: settings, totalSteps: 16, seed: 1, workers: Workers(2))
      #expect(
        ppo.agent.observationNormalisation == (normalises ? agent.observationNormalisation : nil))
      ppo.iterate()
      let seen: Double? = normalises ? 116 : nil
      #expect(ppo.agent.observationNormalisation?.seen == seen)
    }
  }

  @Test("a trained agent carries its statistics into evaluation, where they stand still")
  func carried() {
    var settings = PPOSettings.pendulum
    (settings.rolloutLength, settings.minibatchCount, settings.epochs) = (200, 4, 1)
    settings.normalisesObservations = true
    var ppo = PPO(
      Pendulum(), distributions: DiagonalGaussianBatch<Float>(dimensions: 1), freeParameters: [0],
      settings: settings, totalSteps: 1600, seed: 1)
    while !ppo.isFinished { ppo.iterate() }
    guard let normalisation = ppo.agent.observationNormalisation else {
      Issue.record("the agent has no statistics")
      return
    }
    // cos θ, sin θ and ω of 1600 steps.
    #expect(normalisation.standardDeviation[2] > 2 * normalisation.standardDeviation[0])
    var blind = ppo.agent
    blind.observationNormalisation = nil
    let (seeing, unseeing) = (
      ppo.agent.play(Pendulum(), episodes: 2, seed: 1), blind.play(Pendulum(), episodes: 2, seed: 1)
    )
    #expect(seeing != unseeing)
    #expect(seeing == ppo.agent.play(Pendulum(), episodes: 2, seed: 1))
  }

  @Test("given mean and variance, it does what it did when it had them")
  func restored() {
    var normalisation = ObservationNormalisation(count: 2, bound: 3)
    normalisation.add([1, 10, 2, 30, 4, 20], rows: 3)
    let restored = ObservationNormalisation(
      mean: normalisation.mean, variance: normalisation.variance, bound: 3)
    var (first, second): ([Float], [Float]) = ([], [])
    normalisation.apply(to: [2, 15, 100, 21], rows: 2, into: &first)
    restored.apply(to: [2, 15, 100, 21], rows: 2, into: &second)
    #expect(first == second)
    #expect(restored.mean == normalisation.mean && restored.variance == normalisation.variance)
  }
}
