import Proximal
import Testing

@testable import TrainingFiles

/// The defaults of an environment, changed.
private func plan(
  _ environment: String = "CartPole-v1", _ change: (inout TrainingPlan) -> Void
) -> TrainingPlan {
  var plan = TrainingPlan(environment: environment)
  change(&plan)
  return plan
}

@Suite struct TrainingPlanTests {
  @Test("the shape of a world is that of its observations and actions", arguments: Worlds.ids)
  func shapes(id: String) {
    let shape = Worlds.shape(of: id)
    switch id {
    case "CartPole-v1": #expect((shape.observationCount, shape.outputCount) == (4, 2))
    case "Pendulum-v1": #expect((shape.observationCount, shape.outputCount) == (3, 1))
    default:
      #expect(shape.observationCount == MiniGridView.count)
      #expect(shape.outputCount == (id.contains("Dynamic") ? 3 : 7))
    }
    #expect(shape.isGaussian == (id == "Pendulum-v1"))
  }

  @Test("plans differ in the settings that are different")
  func differences() {
    let other = plan { ($0.seed, $0.settings.clipRange) = (2, nil) }
    let differences = TrainingPlan(environment: "CartPole-v1").differences(from: other)
    #expect(differences.map(\.name) == ["seed", "clip-range"])
    #expect(other.differences(from: other).isEmpty)
  }

  @Test("a minibatch of one step, whose advantage would be normalised to 0, is refused")
  func singleSteps() {
    let alone = plan { $0.settings.minibatchCount = 512 }
    let fault = #expect(throws: SettingFault.self) { try alone.check() }
    #expect((fault?.name, fault?.value) == ("minibatches", "512"))
    #expect(fault?.reason.contains("nothing would be learned") == true)
    let plain = plan {
      ($0.settings.minibatchCount, $0.settings.normalisesAdvantages) = (512, false)
    }
    #expect(throws: Never.self) { try plain.check() }
    let one = plan {
      ($0.settings.environmentCount, $0.settings.rolloutLength) = (1, 1)
      $0.settings.minibatchCount = 1
    }
    #expect(
      #expect(throws: SettingFault.self) { try one.check() }?.reason.hasPrefix(
        "a rollout has 1 × 1 = 1 step, and") == true)
  }

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
