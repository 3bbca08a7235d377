import ArgumentParser
import Proximal

/// What is climbed: advantages, the clipped surrogate, the value loss, the entropy bonus.
struct ObjectiveOptions: SettingGroup {
  @Option(.discount) var discount: Double?
  @Option(.gaeLambda) var gaeLambda: Double?
  @Option(.targetLambda) var targetLambda: OrWord<Double>?
  @Flag(.bootstrapTruncated) var bootstrapTruncated: Bool?
  @Flag(.normaliseAdvantages) var normaliseAdvantages: Bool?
  @Option(.clipRange) var clipRange: OrWord<Double>?
  @Option(.valueClipRange) var valueClipRange: OrWord<Double>?
  @Option(.valueCoefficient) var valueCoefficient: Double?
  @Flag(.normaliseValues) var normaliseValues: Bool?
  @Option(.entropyCoefficient) var entropyCoefficient: Schedule?

  static let choices: [Choice<Self>] = [
    Choice(.discount, \.discount), Choice(.gaeLambda, \.gaeLambda),
    Choice(.targetLambda, \.targetLambda), Choice(.bootstrapTruncated, \.bootstrapTruncated),
    Choice(.normaliseAdvantages, \.normaliseAdvantages), Choice(.clipRange, \.clipRange),
    Choice(.valueClipRange, \.valueClipRange), Choice(.valueCoefficient, \.valueCoefficient),
    Choice(.normaliseValues, \.normaliseValues),
    Choice(.entropyCoefficient, \.entropyCoefficient),
  ]
}

extension Setting where Value == Double {
  static var discount: Self {
    Self(
      "discount", "gamma", field: \.settings.discount, form: .number(from: 0, to: 1),
      "The discount γ")
  }
  static var gaeLambda: Self {
    Self(
      "gae-lambda", field: \.settings.gaeLambda, form: .number(from: 0, to: 1),
      "λ of generalised advantage estimation")
  }
  static var valueCoefficient: Self {
    Self(
      "value-coefficient", "vf-coef", field: \.settings.valueCoefficient,
      form: .number(from: 0, to: 1e6), "The weight of the value loss")
  }
}

extension Setting where Value == OrWord<Double> {
  static var targetLambda: Self {
    Self(
      "target-lambda", field: \.settings.targetLambda.orWord,
      form: .either(.number(from: 0, to: 1), or: "none"),
      "λ of the critic's targets, or none for that of the advantages")
  }
  static var clipRange: Self {
    Self(
      "clip-range", "clip-coef", field: \.settings.clipRange.finiteOrWord,
      form: .either(.positiveNumber, or: "none"), "ε of the clipped surrogate, or none for no clip")
  }
  static var valueClipRange: Self {
    Self(
      "value-clip-range", field: \.settings.valueClipRange.orWord,
      form: .either(.positiveNumber, or: "none"),
      "The clip range of the value loss, or none for no clip")
  }
}

extension Setting where Value == Schedule {
  static var entropyCoefficient: Self {
    Self(
      "entropy-coefficient", "ent-coef", field: \.settings.entropyCoefficient,
      form: .schedule(from: 0, to: 1e6),
      "The weight of the entropy bonus; A:B runs from A to B along a straight line")
  }
}

extension Setting where Value == Bool {
  static var bootstrapTruncated: Self {
    Self(
      "bootstrap-truncated", field: \.settings.bootstrapsTruncated, form: .yesOrNo,
      "Whether the value of what a time limit cut off is added back")
  }
  static var normaliseAdvantages: Self {
    Self(
      "normalise-advantages", "norm-adv", field: \.settings.normalisesAdvantages, form: .yesOrNo,
      "Whether each minibatch's advantages get mean 0 and standard deviation 1")
  }
  static var normaliseValues: Self {
    Self(
      "normalise-values", field: \.settings.normalisesValues, form: .yesOrNo,
      "Whether the critic learns targets of mean 0 and standard deviation 1")
  }
}
