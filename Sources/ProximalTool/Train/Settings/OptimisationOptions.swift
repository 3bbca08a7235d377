import ArgumentParser
import Proximal

/// How the objective is climbed.
struct OptimisationOptions: SettingGroup {
  @Option(.epochs) var epochs: Int?
  @Option(.minibatches) var minibatches: Int?
  @Option(.targetKL) var targetKL: OrWord<Double>?
  @Option(.extraCriticEpochs) var extraCriticEpochs: Int?
  @Option(.learningRate) var learningRate: Double?
  @Flag(.annealLearningRate) var annealLearningRate: Bool?
  @Option(.criticLearningRate) var criticLearningRate: OrWord<Double>?
  @Option(.adamEpsilon) var adamEpsilon: Double?
  @Option(.criticAdamEpsilon) var criticAdamEpsilon: OrWord<Double>?
  @Option(.maxGradientNorm) var maxGradientNorm: OrWord<Double>?

  static let choices: [Choice<Self>] = [
    Choice(.epochs, \.epochs), Choice(.minibatches, \.minibatches), Choice(.targetKL, \.targetKL),
    Choice(.extraCriticEpochs, \.extraCriticEpochs), Choice(.learningRate, \.learningRate),
    Choice(.annealLearningRate, \.annealLearningRate),
    Choice(.criticLearningRate, \.criticLearningRate), Choice(.adamEpsilon, \.adamEpsilon),
    Choice(.criticAdamEpsilon, \.criticAdamEpsilon), Choice(.maxGradientNorm, \.maxGradientNorm),
  ]
}

extension Setting where Value == Int {
  static var epochs: Self {
    Self(
      "epochs", "update-epochs", field: \.settings.epochs,
      form: .wholeNumber(from: 1, to: 1_000_000),
      "Passes over the data of one rollout")
  }
  static var minibatches: Self {
    Self(
      "minibatches", "num-minibatches", field: \.settings.minibatchCount,
      form: .wholeNumber(from: 1, to: 1_000_000_000),
      "Slices of the data in one pass; where they cannot be of one size, sizes differ by one")
  }
  static var extraCriticEpochs: Self {
    Self(
      "extra-critic-epochs", field: \.settings.extraCriticEpochs,
      form: .wholeNumber(from: 0, to: 1_000_000), "Further passes in which only the critic learns")
  }
}

extension Setting where Value == Double {
  static var learningRate: Self {
    Self(
      "learning-rate", field: \.settings.initialLearningRate, form: .number(from: 1e-12, to: 10),
      "Adam's step size α, at the start")
  }
  static var adamEpsilon: Self {
    Self(
      "adam-epsilon", field: \.settings.adamEpsilon, form: .number(from: 1e-12, to: 1), "Adam's ε")
  }
}

extension Setting where Value == OrWord<Double> {
  static var targetKL: Self {
    Self(
      "target-kl", field: \.settings.targetKL.orWord, form: .either(.positiveNumber, or: "none"),
      "Ends an update after an epoch whose approximate KL exceeds it, or none for no such end")
  }
  static var criticLearningRate: Self {
    Self(
      "critic-learning-rate", field: \.settings.initialCriticLearningRate.orWord,
      form: .either(.number(from: 1e-12, to: 10), or: "none"),
      "Adam's α for the critic, or none for the actor's")
  }
  static var criticAdamEpsilon: Self {
    Self(
      "critic-adam-epsilon", field: \.settings.criticAdamEpsilon.orWord,
      form: .either(.number(from: 1e-12, to: 1), or: "none"),
      "Adam's ε for the critic, or none for the actor's")
  }
  static var maxGradientNorm: Self {
    Self(
      "max-gradient-norm", "max-grad-norm", field: \.settings.maxGradientNorm.finiteOrWord,
      form: .either(.positiveNumber, or: "none"), "The longest gradient, or none for no limit")
  }
}

extension Setting where Value == Bool {
  static var annealLearningRate: Self {
    Self(
      "anneal-learning-rate", "anneal-lr", field: \.settings.annealsLearningRate, form: .yesOrNo,
      "Whether the learning rates fall to 0 along a straight line")
  }
}

extension PPOSettings {
  /// α at the start; whether it falls is left as it is.
  fileprivate var initialLearningRate: Double {
    get { learningRate.value(at: 0) }
    set { learningRate = .from(newValue, anneals: annealsLearningRate) }
  }

  /// The critic's own α at the start, which falls if the actor's does.
  fileprivate var initialCriticLearningRate: Double? {
    get { criticLearningRate?.value(at: 0) }
    set { criticLearningRate = newValue.map { .from($0, anneals: annealsLearningRate) } }
  }

  fileprivate var annealsLearningRate: Bool {
    get { learningRate.value(at: 1) == 0 }
    set {
      learningRate = .from(learningRate.value(at: 0), anneals: newValue)
      criticLearningRate = criticLearningRate.map { .from($0.value(at: 0), anneals: newValue) }
    }
  }
}

extension Schedule {
  fileprivate static func from(_ start: Double, anneals: Bool) -> Schedule {
    anneals ? .linear(from: start, to: 0) : .constant(start)
  }
}
