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
      #expect(shape.observationCount == MiniGridView.length)
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
}
