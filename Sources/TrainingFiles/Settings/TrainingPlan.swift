import Files
import Proximal

/// What a training is to do: everything that its weights depend on.
public struct TrainingPlan: Equatable, Sendable {
  /// Gymnasium's name.
  public var environment: String
  /// Environment steps.
  public var steps: Int
  public var seed = 1
  public var settings: PPOSettings

  /// The defaults of an environment, which must be one of ``Worlds/ids``.
  public init(environment: String) {
    let defaults = Worlds.defaults(for: environment)
    self.environment = environment
    (steps, settings) = (defaults.steps, defaults.settings)
  }

  /// The settings whose values differ in another plan.
  public func differences(from other: TrainingPlan) -> [Setting] {
    Settings.all.filter { $0.text(self) != $0.text(other) }
  }
}

/// A value that does not go with the others.
public struct SettingFault: Error, Equatable {
  /// Of the setting.
  public var name: String
  /// As it is written.
  public var value: String
  /// Why, and what is allowed.
  public var reason: String
}

// MARK: - What makes no sense

extension TrainingPlan {
  /// Floats that a rollout may take, its networks' activations included: 4 GB.
  static let largestRollout = 1 << 30
  /// Weights that the two networks may have together.
  static let mostWeights = 1 << 25

  /// Refuses what makes no sense together, though each setting alone does.
  public func check() throws(SettingFault) {
    let (settings, shape) = (self.settings, Worlds.shape(of: environment))
    let (weights, floats) = (weights(shape), rolloutFloats(shape))
    let product = "\(settings.environmentCount) × \(settings.rolloutLength)"
    try refuse("hidden-sizes", if: weights > Double(Self.mostWeights)) {
      "\(shape.observationCount) inputs and \(counted(shape.outputCount, "output")) make "
        + "\(Int(weights)) weights of it; at most \(Self.mostWeights) are allowed"
    }
    try refuse("rollout-length", if: floats > Double(Self.largestRollout)) {
      "a rollout of \(product) steps needs \((floats * 4 / 1e8).rounded() / 10) GB of memory; at most "
        + "4 GB are allowed"
    }
    let batch = "\(product) = \(counted(settings.batchSize, "step"))"
    try refuse("steps", if: steps < settings.batchSize) {
      "one rollout takes \(batch); so many or more are allowed"
    }
    try refuse("minibatches", if: settings.minibatchCount > settings.batchSize) {
      "a rollout has \(batch); so many minibatches or fewer are allowed, as none may be empty"
    }
    try refuse(
      "minibatches",
      if: settings.normalisesAdvantages && settings.minibatchCount == settings.batchSize
    ) {
      "a rollout has \(batch), and the advantage of a step alone in its minibatch is normalised to 0: "
        + "nothing would be learned; fewer are allowed, or --no-normalise-advantages"
    }
    try refuse(
      "log-standard-deviation", if: settings.logStandardDeviation != nil && !shape.isGaussian
    ) {
      "the policy of \(environment) has no σ; learned is allowed"
    }
  }

  private func refuse(
    _ name: String, if isSenseless: Bool, _ reason: () -> String
  ) throws(SettingFault) {
    guard isSenseless else { return }
    let value = Settings.named(name)?.text(self) ?? ""
    throw SettingFault(name: name, value: value, reason: reason())
  }

  /// Counted in floating point: a product of the largest numbers that are allowed overflows an Int.
  private func weights(_ shape: WorldShape) -> Double {
    [shape.outputCount, 1].reduce(0) { sum, outputs in
      let sizes = ([shape.observationCount] + settings.hiddenSizes + [outputs]).map(Double.init)
      return sum + zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    }
  }

  /// Two observations a transition, the critic's activations, and some twenty numbers besides.
  private func rolloutFloats(_ shape: WorldShape) -> Double {
    let each = 2 * shape.observationCount + settings.hiddenSizes.reduce(0, +) + 20
    return Double(settings.environmentCount) * Double(settings.rolloutLength) * Double(each)
  }
}

// MARK: - What will hardly learn

extension TrainingPlan {
  /// What the plan does that leaves little or nothing to learn, a sentence each; mostly there is none.
  public var warnings: [String] {
    let settings = settings
    let actor = longestStep(settings.learningRate, settings.adamEpsilon)
    let critic = longestStep(
      settings.criticLearningRate ?? settings.learningRate,
      settings.criticAdamEpsilon ?? settings.adamEpsilon)
    let smallest = settings.batchSize / settings.minibatchCount
    let deviation = settings.logStandardDeviation.map { highest($0) }
    let cases: [(Bool, String)] = [
      (
        isTooShort(actor), "Adam's steps are so short that the actor's weights round them away"
      ),
      (
        isTooShort(critic),
        "Adam's steps are so short that the critic's weights round them away"
      ),
      (settings.valueCoefficient == 0, "with a value coefficient of 0 the critic does not learn"),
      (
        settings.clipRange.map(isLost) ?? false,
        "1 + ε is 1 in single precision: a ratio that has moved at all is clipped"
      ),
      (
        settings.valueClipRange.map(isLost) ?? false,
        "the value clip range is lost in rounding: a value that has moved at all is clipped"
      ),
      (
        settings.normalisesAdvantages && smallest == 1,
        "some minibatches have one step, whose advantage is normalised to 0: it teaches nothing"
      ),
      (
        settings.discount == 0,
        "with γ = 0 every action is judged by its own reward alone, not by what follows"
      ),
      (
        deviation.map { $0 < -16 } ?? false,
        "σ is so small that every action is the mean, and nothing else is tried"
      ),
    ]
    return cases.filter(\.0).map(\.1)
  }

  /// The longest way that one of Adam's steps moves a weight. The gradient is at most m long, so
  /// that |m̂| / (√v̂ + ε) is about m / (m + ε) at most.
  private func longestStep(_ rate: Schedule, _ epsilon: Double) -> Double {
    let norm = settings.maximumGradientNorm.map { $0 / ($0 + epsilon) } ?? 1
    return highest(rate) * norm
  }

  private func highest(_ schedule: Schedule) -> Double {
    max(schedule.ends.first, schedule.ends.last)
  }

  /// Whether single precision loses it beside a ratio or a value near 1.
  private func isLost(_ change: Double) -> Bool { 1 + Float(change) == 1 }

  /// Whether it loses such a step beside a weight: those of 64 orthogonal rows are about √2 / √64.
  private func isTooShort(_ step: Double) -> Bool { 0.18 + Float(step) == 0.18 }
}
