import Files
import Proximal

/// What a training is to do: everything that its weights depend on.
public struct TrainingPlan: Equatable, Sendable {
  /// Gymnasium's name.
  public var environment: String
  /// Environment steps.
  public var steps: Int
  /// Of everything that is drawn: 1 where nothing else is asked for.
  public var seed = 1
  /// Of PPO.
  public var settings: PPOSettings

  /// The defaults of an environment, which must be one of ``Worlds/ids``.
  public init(environment: String) {
    let defaults = TrainingDefaults(of: environment)
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
