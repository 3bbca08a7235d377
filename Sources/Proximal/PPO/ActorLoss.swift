/// The policy's half of PPO's loss on a minibatch: the clipped surrogate and the entropy bonus.
///
///     −L^CLIP − c_H H
public struct ActorLoss<Distributions: ActionDistributions>: Sendable {
  public typealias Scalar = Distributions.Scalar

  /// c_H.
  public var entropyCoefficient: Double
  /// L^CLIP, with the ratios and what else there is to know about them.
  public private(set) var surrogate: ClippedSurrogate<Scalar>
  /// H, the mean over the minibatch, in nats.
  public private(set) var entropy = 0.0
  /// log π(a_t|s_t), `[rows]`; the array may be longer.
  public private(set) var logProbabilities: [Scalar] = []

  private var distributions: Distributions
  private var pass = MLP<Scalar>.Pass()

  init(distributions: Distributions, clipRange: Double, entropyCoefficient: Double) {
    self.distributions = distributions
    self.entropyCoefficient = entropyCoefficient
    surrogate = ClippedSurrogate(clipRange: clipRange)
  }

  // snippet.actor-loss
  /// ∇(L^CLIP + c_H H), with respect to the actor's parameters and the free ones: to be climbed.
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  mutating func update(
    _ agent: ActorCritic<Distributions>, on minibatch: Minibatch<Distributions>,
    gradient: inout [Scalar], freeParameters: inout [Scalar]
  ) {
    let rows = minibatch.rows
    agent.actor.forward(minibatch.observations, rows: rows, &pass)
    distributions.update(outputs: pass.output, parameters: agent.freeParameters, rows: rows)
    if logProbabilities.count < rows { logProbabilities = [Scalar](repeating: 0, count: rows) }
    distributions.logProbabilities(of: minibatch.actions, into: &logProbabilities)
    surrogate.update(
      logProbabilities: logProbabilities, oldLogProbabilities: minibatch.oldLogProbabilities,
      advantages: minibatch.advantages, rows: rows)
    entropy = distributions.meanEntropy
    // Σ_t w_t ∇ log π(a_t|s_t) + c_H ∇H
    distributions.scoreGradient(
      weights: surrogate.scoreWeights, actions: minibatch.actions,
      outputs: &pass.outputGradient, gradient: &freeParameters)
    distributions.addEntropyGradient(
      times: Scalar(entropyCoefficient / Double(rows)), outputs: &pass.outputGradient,
      gradient: &freeParameters)
    agent.actor.backward(minibatch.observations, &pass, into: &gradient)
  }
  // snippet.end
}
