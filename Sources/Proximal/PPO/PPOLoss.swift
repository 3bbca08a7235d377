/// PPO's loss on a minibatch, and its gradient:
///
///     L = −L^CLIP − c_H H + c_V L^V
///
/// the clipped surrogate, the entropy bonus and the critic's loss. The three share no parameters but
/// for the first two, so that the sum is a manner of speaking; the gradient's norm is taken of all.
///
/// Source: Schulman et al., “Proximal policy optimization algorithms”, 2017, eq. 9.
public struct PPOLoss<Distributions: ActionDistributions>: Sendable {
  public typealias Scalar = Distributions.Scalar

  /// −L^CLIP − c_H H.
  public var actor: ActorLoss<Distributions>
  /// c_V L^V.
  public var critic: CriticLoss<Scalar>

  public init(
    distributions: Distributions, clipRange: Double, valueClipRange: Double?,
    valueCoefficient: Double, entropyCoefficient: Double
  ) {
    actor = ActorLoss(
      distributions: distributions, clipRange: clipRange, entropyCoefficient: entropyCoefficient)
    critic = CriticLoss(valueCoefficient: valueCoefficient, clipRange: valueClipRange)
  }

  /// L.
  public var value: Double {
    -actor.surrogate.value - actor.entropyCoefficient * actor.entropy
      + critic.valueCoefficient * critic.valueLoss.value
  }

  /// L's parts, and what else there is to know about the minibatch.
  public var parts: PPOLossParts { PPOLossParts(actor, critic) }

  /// Computes L and its gradient for both networks.
  public mutating func update(
    _ agent: ActorCritic<Distributions>, on minibatch: Minibatch<Distributions>,
    gradient: inout ActorCriticGradient<Scalar>
  ) {
    actor.update(
      agent, on: minibatch, gradient: &gradient.actor, freeParameters: &gradient.freeParameters)
    critic.update(agent, on: minibatch, gradient: &gradient.critic)
  }
}
