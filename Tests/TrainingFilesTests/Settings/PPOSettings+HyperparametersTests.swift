import Proximal
import Testing
import TrainingFiles

@Suite("PPOSettings, listed")
struct PPOSettingsHyperparametersTests {
  @Test("every setting is in the list but the five that a training's setup names itself")
  func complete() {
    let settings = PPOSettings()
    let stored = Mirror(reflecting: settings).children.count
    #expect(settings.hyperparameters.count == stored - 5)
    #expect(Set(settings.hyperparameters.map(\.name)).count == settings.hyperparameters.count)
  }

  @Test("a change of one setting changes one value")
  func distinct() {
    let changes: [(String, (inout PPOSettings) -> Void)] = [
      ("rewards", { $0.rewardScaling = .affine(shift: 8, divisor: 8) }),
      ("observations", { $0.normalisesObservations = true }),
      ("discount", { $0.discount = 0.5 }), ("λ", { $0.gaeLambda = 0.5 }),
      ("λ of the targets", { $0.targetLambda = 0 }),
      ("time limit", { $0.bootstrapsTruncated = false }),
      ("advantages", { $0.normalisesAdvantages = false }),
      ("clip range", { $0.clipRange = nil }),
      ("value clip range", { $0.valueClipRange = nil }),
      ("value coefficient", { $0.valueCoefficient = 1 }),
      ("targets", { $0.normalisesValues = true }),
      ("entropy coefficient", { $0.entropyCoefficient = .linear(from: 0.1, to: 0) }),
      ("target KL", { $0.targetKL = 0.01 }),
      ("further critic epochs", { $0.extraCriticEpochs = 2 }),
      ("learning rate", { $0.learningRate = .constant(1e-3) }),
      ("critic's learning rate", { $0.criticLearningRate = .constant(1e-3) }),
      ("Adam's ε", { $0.adamEpsilon = 1e-8 }),
      ("critic's Adam's ε", { $0.criticAdamEpsilon = 1e-8 }),
      ("greatest gradient norm", { $0.maximumGradientNorm = nil }),
      ("activation", { $0.hiddenActivation = .relu }),
      ("log σ", { $0.logStandardDeviation = .constant(0) }),
    ]
    let defaults = PPOSettings().hyperparameters
    #expect(changes.map(\.0) == defaults.map(\.name))
    for (name, change) in changes {
      var settings = PPOSettings()
      change(&settings)
      let differing = zip(settings.hyperparameters, defaults).filter { $0.value != $1.value }
      #expect(differing.map(\.0.name) == [name])
    }
  }

  @Test("values are listed in words, where a paper would use words")
  func listedValues() {
    let listed = Dictionary(
      uniqueKeysWithValues: PPOSettings().hyperparameters.map { ($0.name, $0.value) })
    #expect(listed["learning rate"] == "0.00025 → 0.0" && listed["clip range"] == "0.2")
    #expect(listed["critic's learning rate"] == "the same" && listed["target KL"] == "none")
    #expect(listed["advantages"] == "normalised per minibatch")
    #expect(listed["targets"] == "as they are" && listed["activation"] == "tanh")
    #expect(listed["log σ"] == "learned, where there is one" && listed["rewards"] == "as they are")
    #expect(listed["time limit"] == "bootstrapped" && listed["Adam's ε"] == "1e-05")
  }

  @Test("schedules and scalings are listed as one would write them")
  func words() {
    #expect("\(Schedule.constant(0.01))" == "0.01")
    #expect("\(Schedule.linear(from: 2.5e-4, to: 0))" == "0.00025 → 0.0")
    #expect("\(RewardScaling.none)" == "as they are")
    #expect("\(RewardScaling.affine(shift: 8, divisor: 8))" == "(r + 8.0) / 8.0")
    #expect(
      "\(RewardScaling.byReturnDeviation(bound: 10))" == "by the return's deviation, within ±10.0")
  }
}
