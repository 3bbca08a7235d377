import Proximal
import Testing
import TrainingFiles

/// The defaults of an environment, changed.
private func plan(
  _ environment: String = "CartPole-v1", _ change: (inout TrainingPlan) -> Void
) -> TrainingPlan {
  var plan = TrainingPlan(environment: environment)
  change(&plan)
  return plan
}

@Suite("TrainingPlan+Warnings") struct TrainingPlanWarningsTests {
  @Test("the defaults are warned of nowhere", arguments: Worlds.ids)
  func noWarnings(id: String) {
    #expect(TrainingPlan(environment: id).warnings == [])
  }

  @Test("what leaves nothing to learn is warned of by what it does, whichever setting does it")
  func warnings() {
    func warnings(_ change: (inout PPOSettings) -> Void) -> [String] {
      plan { change(&$0.settings) }.warnings
    }
    let actor = "Adam's steps are so short that the actor's weights round them away"
    let critic = "Adam's steps are so short that the critic's weights round them away"
    // A rate, a gradient or an ε can make a step too short.
    #expect(warnings { $0.learningRate = .linear(from: 1e-10, to: 0) } == [actor, critic])
    #expect(warnings { $0.maximumGradientNorm = 1e-12 } == [actor, critic])
    #expect(warnings { ($0.maximumGradientNorm, $0.adamEpsilon) = (1e-6, 1) } == [actor, critic])
    #expect(warnings { $0.criticLearningRate = .constant(1e-10) } == [critic])
    #expect(
      warnings { ($0.learningRate, $0.criticLearningRate) = (.constant(1e-10), .constant(1e-3)) }
        == [actor])
    // It is enough that the schedule ends well.
    #expect(warnings { $0.learningRate = .linear(from: 1e-10, to: 1e-3) } == [])
    #expect(warnings { $0.maximumGradientNorm = nil } == [])

    #expect(warnings { $0.valueCoefficient = 0 }.count == 1)
    #expect(warnings { $0.clipRange = 1e-9 }.count == 1)
    #expect(warnings { $0.valueClipRange = 1e-9 }.count == 1)
    #expect(warnings { $0.discount = 0 }.count == 1)
    #expect(warnings { $0.logStandardDeviation = .linear(from: -20, to: -17) }.count == 1)
    #expect(warnings { $0.logStandardDeviation = .linear(from: 0, to: -20) } == [])
    // 512 steps in 300 minibatches: some have two, some one.
    let uneven =
      "some minibatches have one step, whose advantage is normalised to 0: it teaches nothing"
    #expect(warnings { $0.minibatchCount = 300 } == [uneven])
    #expect(warnings { ($0.minibatchCount, $0.normalisesAdvantages) = (300, false) } == [])
    #expect(warnings { $0.minibatchCount = 256 } == [])
  }

  @Test("a warning is right: where it is given, weights stay, and where it is not, they move")
  func stays() {
    func moved(_ rate: Double) -> (share: Double, isWarnedOf: Bool) {
      let plan = plan { $0.settings.learningRate = .constant(rate) }
      var ppo = PPO(
        CartPole(), distributions: CategoricalBatch(actionCount: 2), settings: plan.settings,
        totalSteps: 512, seed: 1)
      let before = ppo.agent.critic
      ppo.iterate()
      let range = before.weightRange(ofLayer: 1)
      let moved = range.count { before.parameters[$0] != ppo.agent.critic.parameters[$0] }
      return (Double(moved) / Double(range.count), !plan.warnings.isEmpty)
    }
    let (short, usual) = (moved(1e-10), moved(1e-7))
    #expect(short.isWarnedOf && short.share < 0.1, "\(short)")
    #expect(!usual.isWarnedOf && usual.share > 0.9, "\(usual)")
  }
}
