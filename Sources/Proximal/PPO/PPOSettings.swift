/// Every setting of PPO, under the field's names. The defaults are CleanRL's for CartPole, but that a
/// time limit is not treated as the end of the world.
public struct PPOSettings: Sendable, Equatable {
  // MARK: Data

  /// N, environments played side by side.
  public var environmentCount = 4
  /// T, steps of each environment between two updates.
  public var rolloutLength = 128
  /// γ.
  public var discount = 0.99
  /// λ of generalised advantage estimation.
  public var gaeLambda = 0.95
  /// Whether the value of what a time limit cut off is added back; false counts it as nothing.
  public var bootstrapsTruncated = true
  /// What the learner is shown in place of a reward.
  public var rewardScaling = RewardScaling.none
  /// Whether each component of the observations is brought to mean 0 and standard deviation 1, by
  /// what has been seen of it so far.
  public var normalisesObservations = false

  // MARK: Update

  /// Passes over the data of one rollout.
  public var epochs = 4
  /// Slices of the data in one pass.
  public var minibatchCount = 4
  /// ε of the clipped surrogate; nil for no clip.
  public var clipRange: Double? = 0.2
  /// Whether each minibatch's advantages are brought to mean 0 and standard deviation 1.
  public var normalisesAdvantages = true
  /// c of the clipped value loss; nil for the plain one.
  public var valueClipRange: Double? = 0.2
  /// The weight of the value loss.
  public var valueCoefficient = 0.5
  /// The weight of the entropy bonus.
  public var entropyCoefficient = Schedule.constant(0.01)
  /// The longest gradient, both networks together; nil for no limit.
  public var maximumGradientNorm: Double? = 0.5
  /// Ends an update after the epoch whose mean approximate KL divergence exceeds it; nil never does.
  public var targetKL: Double?
  /// λ of the critic's targets, where it is not that of the advantages: 0 makes r_t + γ V(s_{t+1}) of
  /// them.
  public var targetLambda: Double?
  /// log σ of a Gaussian policy, where it is set by hand and not learned; nil learns it.
  public var logStandardDeviation: Schedule?
  /// Further passes in which only the critic learns.
  public var extraCriticEpochs = 0
  /// Whether the critic learns targets brought to mean 0 and standard deviation 1.
  public var normalisesValues = false

  // MARK: Optimiser

  /// Adam's α for the actor, and for the critic unless that has its own.
  public var learningRate = Schedule.linear(from: 2.5e-4, to: 0)
  /// Adam's α for the critic.
  public var criticLearningRate: Schedule?
  /// Adam's ε for the actor, and for the critic unless that has its own.
  public var adamEpsilon = 1e-5
  /// Adam's ε for the critic.
  public var criticAdamEpsilon: Double?

  // MARK: Networks

  /// Widths of the hidden layers, in each of the two networks; none makes both linear.
  public var hiddenSizes = [64, 64]
  /// What follows every hidden layer, in each of the two networks.
  public var hiddenActivation = Activation.tanh

  /// The defaults.
  public init() {}

  /// T · N, the transitions of one rollout.
  public var batchSize: Int { rolloutLength * environmentCount }
}

extension PPOSettings {
  /// What solves Pendulum-v1 in fewer than 100 000 steps; chapter 9 says why each is as it is.
  public static var pendulum: PPOSettings {
    var settings = PPOSettings()
    // snippet.pendulum-settings
    (settings.environmentCount, settings.rolloutLength) = (4, 1024)
    (settings.epochs, settings.minibatchCount) = (10, 64)
    settings.rewardScaling = .affine(shift: 8, divisor: 8)
    settings.discount = 0.95
    settings.valueClipRange = nil
    settings.entropyCoefficient = .constant(0)
    settings.learningRate = .linear(from: 1e-3, to: 0)
    // snippet.end
    return settings
  }

  /// Traps when a setting makes no sense, and says which; the estimators and losses check their own.
  func check() {
    require(
      environmentCount > 0 && rolloutLength > 0,
      "a rollout needs environments and steps; got \(environmentCount) × \(rolloutLength)")
    require(
      epochs > 0 && (1...batchSize).contains(minibatchCount),
      "an update needs an epoch and from 1 to \(batchSize) minibatches, so that none is empty; got "
        + "\(epochs) and \(minibatchCount)")
    require(
      maximumGradientNorm.map { $0 > 0 } ?? true,
      "a gradient's greatest norm is above 0, or nil for no limit; got \(maximumGradientNorm ?? .nan)"
    )
    require(
      targetLambda.map { (0...1).contains($0) } ?? true,
      "the λ of the critic's targets lies from 0 to 1; got \(targetLambda ?? .nan)")
    require(extraCriticEpochs >= 0, "extra critic epochs are 0 or more; got \(extraCriticEpochs)")
  }
}
