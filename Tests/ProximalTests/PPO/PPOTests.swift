import TestSupport
import Testing

@testable import Proximal

@Suite("PPO")
struct PPOTests {
  private typealias Training = PPO<CartPole, CategoricalBatch<Float>>

  /// Two environments, 32 transitions, two epochs of two minibatches.
  private static func smallSettings(_ change: (inout PPOSettings) -> Void = { _ in }) -> PPOSettings
  {
    var settings = PPOSettings()
    (settings.environmentCount, settings.rolloutLength) = (2, 16)
    (settings.epochs, settings.minibatchCount, settings.hiddenSizes) = (2, 2, [8])
    settings.learningRate = .constant(1e-2)
    change(&settings)
    return settings
  }

  private func train(
    iterations: Int = 1, of total: Int = 4, seed: UInt64 = 1,
    _ change: (inout PPOSettings) -> Void = { _ in }
  ) -> Training {
    var ppo = Training(
      CartPole(), distributions: CategoricalBatch(actionCount: 2),
      settings: Self.smallSettings(change), totalSteps: 32 * total, seed: seed)
    for _ in 0..<iterations { ppo.iterate() }
    return ppo
  }

  // MARK: Data

  @Test("in the first minibatch of the first epoch every ratio is 1, exactly")
  func ratiosOfOne() {
    let ppo = train {
      $0.epochs = 1
      $0.minibatchCount = 1
    }
    #expect(
      Array(ppo.learner.update.actor.blocks[0].surrogate.ratios[..<32])
        == [Float](repeating: 1, count: 32))
    #expect((ppo.statistics.approximateKL, ppo.statistics.clipFraction) == (0, 0))
    #expect(train().statistics.approximateKL > 0, "and later not")
  }

  @Test("in a small minibatch, too, and iteration after iteration")
  func ratiosOfOneLater() {
    // Without a step after the first minibatch none moves the policy.
    let ppo = train(iterations: 3) {
      $0.epochs = 1
      $0.minibatchCount = 5
      $0.learningRate = .constant(0)
    }
    #expect(
      Array(ppo.learner.update.actor.blocks[0].surrogate.ratios[..<6])
        == [Float](repeating: 1, count: 6))
    #expect(ppo.statistics.approximateKL == 0)
  }

  @Test(
    "nor has the critic moved yet: the clip of its loss changes nothing", arguments: [false, true])
  func noValueClip(normalises: Bool) {
    func valueLoss(_ clipRange: Double?) -> Double {
      train {
        ($0.epochs, $0.minibatchCount, $0.normalisesValues) = (1, 1, normalises)
        $0.valueClipRange = clipRange
      }.statistics.valueLoss
    }
    #expect(valueLoss(1e-6) == valueLoss(nil))
  }

  @Test("minibatches of uneven sizes take every transition once an epoch, in another order each")
  func everyTransitionOnce() {
    let log = UpdateLog()
    let settings = Self.smallSettings {
      ($0.rolloutLength, $0.epochs, $0.minibatchCount) = (5, 3, 3)
    }
    var ppo = PPO(
      Wages(), distributions: NumberedActions(log: log), settings: settings, totalSteps: 20,
      seed: 1)
    for iteration in 0..<2 {
      log.minibatches = []
      ppo.iterate()
      #expect(log.minibatches.map(\.count) == [3, 3, 4, 3, 3, 4, 3, 3, 4])
      let epochs = [0, 3, 6].map { Array(log.minibatches[$0..<$0 + 3].joined()) }
      let transitions = Array(10 * iteration..<10 * iteration + 10)
      for epoch in epochs { #expect(epoch.sorted() == transitions) }
      #expect(Set(epochs + [transitions]).count == 4, "shuffled, each time anew")
    }
  }

  @Test("a rollout is paid for step by step, and training ends when its steps are used up")
  func counting() {
    var ppo = train(iterations: 0)
    #expect(ppo.iterationCount == 4)
    var episodes = 0
    while !ppo.isFinished {
      ppo.iterate()
      episodes += ppo.finishedEpisodes.count
      #expect(ppo.finishedEpisodes.count == ppo.episodeEnds.count)
    }
    #expect((ppo.iteration, ppo.stepCount, ppo.gradientStepCount) == (4, 128, 16))
    #expect(episodes > 0)
    let tooFew = Training(
      CartPole(), distributions: CategoricalBatch(actionCount: 2), settings: Self.smallSettings(),
      totalSteps: 1, seed: 1)
    #expect(tooFew.iterationCount == 1)
  }

  // MARK: Determinism

  @Test("the same seed gives the same networks to the bit, another seed others")
  func seeds() {
    let runs = [1, 1, 2].map { (seed: UInt64) in train(iterations: 4, seed: seed) }
    #expect(runs[0].agent.actor.parameters == runs[1].agent.actor.parameters)
    #expect(runs[0].agent.critic.parameters == runs[1].agent.critic.parameters)
    #expect(runs[0].statistics == runs[1].statistics)
    #expect(runs[0].agent.actor.parameters != runs[2].agent.actor.parameters)
  }

  @Test("the same bits on any number of cores", arguments: [2, 3])
  func cores(count: Int) {
    let workers = Workers(count)
    func trained(_ workers: Workers) -> Training {
      let settings = Self.smallSettings {
        ($0.environmentCount, $0.rolloutLength, $0.minibatchCount) = (5, 150, 2)
        ($0.extraCriticEpochs, $0.targetKL) = (1, 0.02)
      }
      var ppo = Training(
        CartPole(), distributions: CategoricalBatch(actionCount: 2), settings: settings,
        totalSteps: 3000, seed: 1, workers: workers)
      while !ppo.isFinished { ppo.iterate() }
      return ppo
    }
    let (alone, shared) = (trained(.alone), trained(workers))
    #expect(alone.agent.actor.parameters == shared.agent.actor.parameters)
    #expect(alone.agent.critic.parameters == shared.agent.critic.parameters)
    #expect(alone.statistics == shared.statistics)
    #expect(alone.finishedEpisodes == shared.finishedEpisodes)
  }

  @Test("a copy in the middle of training goes on to the same bits, on its own")
  func copy() {
    var first = train(iterations: 2)
    var second = first
    first.iterate()
    #expect(first.agent.actor.parameters != second.agent.actor.parameters)
    second.iterate()
    #expect(first.agent.actor.parameters == second.agent.actor.parameters)
  }

  // MARK: Settings

  @Test(
    "rates and entropy bonus are annealed by their schedules: all of it first, a step above the end last"
  )
  func annealing() {
    var ppo = train(iterations: 0) {
      $0.learningRate = .linear(from: 8e-3, to: 0)
      $0.criticLearningRate = .linear(from: 1e-3, to: 3e-3)
      $0.entropyCoefficient = .linear(from: 0.04, to: 0)
    }
    for progress in [0, 0.25, 0.5, 0.75] {
      ppo.iterate()
      #expect(ppo.learner.update.actor.adam.learningRate == 8e-3 - 8e-3 * progress)
      #expect(ppo.learner.update.actor.freeAdam.learningRate == 8e-3 - 8e-3 * progress)
      #expect(ppo.learner.update.critic.adam.learningRate == 1e-3 + 2e-3 * progress)
      #expect(ppo.learner.update.actor.entropyCoefficient == 0.04 - 0.04 * progress)
    }
    let shared = train(iterations: 2) { $0.learningRate = .linear(from: 8e-3, to: 0) }
    #expect(shared.learner.update.critic.adam.learningRate == 6e-3)
  }

  @Test("a learning rate of zero leaves the networks as they were")
  func noRate() {
    let (before, after) = (train(iterations: 0), train { $0.learningRate = .constant(0) })
    #expect(before.agent.actor.parameters == after.agent.actor.parameters)
    #expect(before.agent.critic.parameters == after.agent.critic.parameters)
  }

  @Test("Adam's ε is the one set, the critic's its own where it has one")
  func epsilons() {
    let ppo = train(iterations: 0) { ($0.adamEpsilon, $0.criticAdamEpsilon) = (1e-5, 1e-8) }
    #expect(
      (ppo.learner.update.actor.adam.epsilon, ppo.learner.update.critic.adam.epsilon)
        == (1e-5, 1e-8))
    #expect(train(iterations: 0).learner.update.critic.adam.epsilon == 1e-5)
  }

  @Test("an update ends after the epoch whose divergence exceeds the target")
  func targetKL() {
    func statistics(_ target: Double?) -> PPOStatistics {
      train {
        ($0.epochs, $0.targetKL, $0.learningRate) = (6, target, .constant(3e-2))
      }.statistics
    }
    let all = statistics(nil)
    #expect(all.gradientSteps == 12)
    #expect(statistics(1e9) == all)
    // The first epoch's second minibatch already sees a policy that has moved.
    #expect(statistics(1e-12).gradientSteps == 2)
    // The divergence grows from epoch to epoch: its mean is passed somewhere in the middle.
    let some = statistics(all.approximateKL).gradientSteps
    #expect((4...10).contains(some) && some.isMultiple(of: 2), "\(some)")
  }

  @Test("it is the epoch's mean that is compared with the target, not its last minibatch")
  func targetKLOfTheEpoch() {
    func run(_ target: Double?, epochs: Int = 1) -> PPOStatistics {
      train {
        ($0.minibatchCount, $0.learningRate) = (4, .constant(3e-2))
        ($0.epochs, $0.targetKL) = (epochs, target)
      }.statistics
    }
    // The first epoch's mean, and its last minibatch's, which happens to be far below it.
    let mean = run(nil).approximateKL
    let last = train {
      ($0.minibatchCount, $0.learningRate, $0.epochs) = (4, .constant(3e-2), 1)
    }.learner.update.statistics.approximateKL
    #expect(last < 0.5 * mean, "\(last) and \(mean)")
    #expect(run((mean + last) / 2, epochs: 2).gradientSteps == 4, "the mean exceeds the target")
    #expect(run(1.1 * mean, epochs: 2).gradientSteps == 8)
  }

  @Test("further epochs of the critic leave the actor alone")
  func extraCriticEpochs() {
    let (plain, further) = (train(), train { $0.extraCriticEpochs = 3 })
    #expect(plain.agent.actor.parameters == further.agent.actor.parameters)
    #expect(plain.agent.critic.parameters != further.agent.critic.parameters)
    #expect((plain.gradientStepCount, further.gradientStepCount) == (4, 10))
    #expect((plain.statistics.gradientSteps, further.statistics.gradientSteps) == (4, 4))
  }

  @Test(
    "normalised observations: the agent has the statistics of the collector, the last rollout's too"
  )
  func observationNormalisation() {
    let ppo = train(iterations: 2) { $0.normalisesObservations = true }
    #expect(ppo.agent.observationNormalisation == ppo.collector.observationNormalisation)
    #expect(ppo.agent.observationNormalisation != nil)
    #expect(train().agent.observationNormalisation == nil)
  }

  @Test("the gradient of both networks together is shortened: without a limit the steps differ")
  func gradientNorm() {
    let (limited, free) = (
      train { $0.maximumGradientNorm = 1e-6 }, train { $0.maximumGradientNorm = nil }
    )
    #expect(limited.statistics.gradientNorm > 1e-6)
    #expect(limited.agent.actor.parameters != free.agent.actor.parameters)
  }

  @Test("advantages are normalised minibatch by minibatch, or left as they are")
  func normalisation() {
    // At ratios of 1 the surrogate is the mean advantage: 0 once normalised.
    func policyLoss(_ normalises: Bool) -> Double {
      train {
        ($0.epochs, $0.minibatchCount, $0.normalisesAdvantages) = (1, 1, normalises)
      }.statistics.policyLoss
    }
    expectClose(policyLoss(true), 0, tolerance: 1e-7)
    #expect(policyLoss(false) < -1, "the values start near 0, so that rewards of 1 are a surprise")
  }

  // MARK: Learning

  @Test("a critic with normalised values learns rewards of 1000, which a plain one does not")
  func normalisedValues() {
    func explainedVariance(_ normalises: Bool, clipRange: Double? = nil) -> Double {
      let settings = Self.smallSettings {
        ($0.normalisesValues, $0.valueClipRange) = (normalises, clipRange)
        ($0.discount, $0.epochs) = (1, 8)
      }
      var ppo = PPO(
        Wages(wage: 1000), distributions: CategoricalBatch(actionCount: 2), settings: settings,
        totalSteps: 32 * 40, seed: 1)
      while !ppo.isFinished { ppo.iterate() }
      return ppo.statistics.explainedVariance
    }
    #expect(explainedVariance(true) > 0.95)
    #expect(explainedVariance(true, clipRange: 0.2) > 0.95)
    #expect(explainedVariance(false) < 0.5)
  }

  @Test("CartPole is learnt: episodes at the end are three times as long (20 000 steps, seed 1)")
  func learning() {
    var settings = PPOSettings()
    settings.learningRate = .constant(2e-3)
    settings.hiddenSizes = [32]
    var ppo = PPO(
      CartPole(), distributions: CategoricalBatch(actionCount: 2), settings: settings,
      totalSteps: 20_000, seed: 1)
    var returns: [Double] = []
    while !ppo.isFinished {
      ppo.iterate()
      returns += ppo.finishedEpisodes.map(\.episodeReturn)
    }
    let (first, last) = (returns.prefix(50), returns.suffix(50))
    let (before, after) = (first.reduce(0, +) / 50, last.reduce(0, +) / 50)
    #expect(after > 3 * before, "from \(before) to \(after)")
  }
}
