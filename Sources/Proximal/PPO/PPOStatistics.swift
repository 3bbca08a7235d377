/// What a minibatch's step or a whole update did: means over transitions, or over gradient steps.
public struct PPOStatistics: Sendable, Equatable {
  /// −L^CLIP.
  public private(set) var policyLoss = 0.0
  /// L^V.
  public private(set) var valueLoss = 0.0
  /// H, in nats.
  public private(set) var entropy = 0.0
  /// The mean of ρ − 1 − log ρ.
  public private(set) var approximateKL = 0.0
  /// The share of ratios outside the clip range.
  public private(set) var clipFraction = 0.0
  /// The gradient's length before it was shortened.
  public private(set) var gradientNorm = 0.0
  /// Of the critic, before the update; see `CriticValues`.
  public private(set) var explainedVariance = 0.0
  /// The gradient steps counted in.
  public private(set) var gradientSteps = 0

  /// Nothing yet, but what is known without the losses.
  init(gradientNorm: Double = 0, explainedVariance: Double = 0) {
    (self.gradientNorm, self.explainedVariance) = (gradientNorm, explainedVariance)
  }

  /// Of one block's two halves.
  init<Distributions>(
    _ actor: ActorUpdate<Distributions>.Block, _ critic: CriticUpdate<Distributions.Scalar>.Block
  ) {
    policyLoss = -actor.surrogate.value
    valueLoss = critic.valueLoss.value
    entropy = actor.entropy
    approximateKL = actor.surrogate.approximateKL
    clipFraction = actor.surrogate.clipFraction
  }

  /// Counts a block in; `weight` is its share of the minibatch's transitions.
  mutating func add(_ block: Self, weight: Double) {
    merge(block) { mean, some in mean += weight * some }
  }

  /// Counts a gradient step in.
  mutating func add(step: Self) {
    gradientSteps += 1
    let share = 1 / Double(gradientSteps)
    merge(step) { mean, latest in mean += share * (latest - mean) }
  }

  private mutating func merge(_ other: Self, _ change: (inout Double, Double) -> Void) {
    change(&policyLoss, other.policyLoss)
    change(&valueLoss, other.valueLoss)
    change(&entropy, other.entropy)
    change(&approximateKL, other.approximateKL)
    change(&clipFraction, other.clipFraction)
    change(&gradientNorm, other.gradientNorm)
  }
}
