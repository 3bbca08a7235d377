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

  /// c_H.
  public var entropyCoefficient: Double
  /// c_V.
  public let valueCoefficient: Double
  /// L^CLIP, with the ratios and what else there is to know about them.
  public private(set) var surrogate: ClippedSurrogate<Scalar>
  /// H, the mean over the minibatch, in nats.
  public private(set) var entropy = 0.0
  /// L^V.
  public private(set) var valueLoss: ValueLoss<Scalar>
  /// log π(a_t|s_t), `[rows]`; the array may be longer.
  public private(set) var logProbabilities: [Scalar] = []

  private var distributions: Distributions
  private var actorPass = MLP<Scalar>.Pass()
  private var criticPass = MLP<Scalar>.Pass()

  public init(
    distributions: Distributions, clipRange: Double, valueClipRange: Double?,
    valueCoefficient: Double, entropyCoefficient: Double
  ) {
    self.distributions = distributions
    self.entropyCoefficient = entropyCoefficient
    self.valueCoefficient = valueCoefficient
    surrogate = ClippedSurrogate(clipRange: clipRange)
    valueLoss = ValueLoss(clipRange: valueClipRange)
  }

  /// L.
  public var value: Double {
    -surrogate.value - entropyCoefficient * entropy + valueCoefficient * valueLoss.value
  }

  /// V(s_t) of the latest minibatch, `[rows]`; the array may be longer.
  public var values: [Scalar] { criticPass.output }

  /// Computes L and its gradient for both networks.
  public mutating func update(
    _ agent: ActorCritic<Distributions>, on minibatch: Minibatch<Distributions>,
    gradient: inout ActorCriticGradient<Scalar>
  ) {
    updateActor(agent, on: minibatch, gradient: &gradient)
    updateCritic(agent, on: minibatch, gradient: &gradient)
  }

  // snippet.ppo-loss
  /// ∇(L^CLIP + c_H H): to be climbed.
  mutating func updateActor(
    _ agent: ActorCritic<Distributions>, on minibatch: Minibatch<Distributions>,
    gradient: inout ActorCriticGradient<Scalar>
  ) {
    let rows = minibatch.rows
    agent.actor.forward(minibatch.observations, rows: rows, &actorPass)
    distributions.update(
      outputs: actorPass.output, parameters: agent.freeParameters, rows: rows)
    if logProbabilities.count < rows { logProbabilities = [Scalar](repeating: 0, count: rows) }
    distributions.logProbabilities(of: minibatch.actions, into: &logProbabilities)
    surrogate.update(
      logProbabilities: logProbabilities, oldLogProbabilities: minibatch.oldLogProbabilities,
      advantages: minibatch.advantages, rows: rows)
    entropy = distributions.meanEntropy
    // Σ_t w_t ∇ log π(a_t|s_t) + c_H ∇H
    distributions.scoreGradient(
      weights: surrogate.scoreWeights, actions: minibatch.actions,
      outputs: &actorPass.outputGradient, gradient: &gradient.freeParameters)
    distributions.addEntropyGradient(
      times: Scalar(entropyCoefficient / Double(rows)), outputs: &actorPass.outputGradient,
      gradient: &gradient.freeParameters)
    agent.actor.backward(minibatch.observations, &actorPass, into: &gradient.actor)
  }

  /// ∇(c_V L^V): to be descended.
  mutating func updateCritic(
    _ agent: ActorCritic<Distributions>, on minibatch: Minibatch<Distributions>,
    gradient: inout ActorCriticGradient<Scalar>
  ) {
    let rows = minibatch.rows
    agent.critic.forward(minibatch.observations, rows: rows, &criticPass)
    valueLoss.update(
      values: criticPass.output, oldValues: minibatch.oldValues, targets: minibatch.returns,
      rows: rows)
    let weight = Scalar(valueCoefficient)
    for t in 0..<rows { criticPass.outputGradient[t] = weight * valueLoss.gradient[t] }
    agent.critic.backward(minibatch.observations, &criticPass, into: &gradient.critic)
  }
  // snippet.end
}
