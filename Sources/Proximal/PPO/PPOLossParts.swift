/// The parts of one minibatch's loss, and what else there is to know: means over its transitions.
public struct PPOLossParts: Sendable, Equatable {
  /// −L^CLIP.
  public internal(set) var policyLoss = 0.0
  /// L^V.
  public internal(set) var valueLoss = 0.0
  /// H, in nats.
  public internal(set) var entropy = 0.0
  /// The mean of ρ − 1 − log ρ.
  public internal(set) var approximateKL = 0.0
  /// The share of ratios outside the clip range.
  public internal(set) var clipFraction = 0.0

  init() {}

  /// Of the two halves of a loss.
  init<Distributions>(
    _ actor: ActorLoss<Distributions>, _ critic: CriticLoss<Distributions.Scalar>
  ) {
    policyLoss = -actor.surrogate.value
    valueLoss = critic.valueLoss.value
    entropy = actor.entropy
    approximateKL = actor.surrogate.approximateKL
    clipFraction = actor.surrogate.clipFraction
  }

  /// Counts some of the minibatch's transitions in; `weight` is their share of it.
  mutating func add(_ some: Self, weight: Double) {
    policyLoss += weight * some.policyLoss
    valueLoss += weight * some.valueLoss
    entropy += weight * some.entropy
    approximateKL += weight * some.approximateKL
    clipFraction += weight * some.clipFraction
  }
}
