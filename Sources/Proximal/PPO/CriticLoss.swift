/// The critic's half of PPO's loss on a minibatch: c_V L^V.
public struct CriticLoss<Scalar: NetworkScalar>: Sendable {
  /// c_V.
  public let valueCoefficient: Double
  /// L^V.
  public private(set) var valueLoss: ValueLoss<Scalar>
  /// V(s_t) of the latest minibatch, `[rows]`; the array may be longer.
  public var values: [Scalar] { pass.output }

  private var pass = MLP<Scalar>.Pass()

  init(valueCoefficient: Double, clipRange: Double?) {
    self.valueCoefficient = valueCoefficient
    valueLoss = ValueLoss(clipRange: clipRange)
  }

  // snippet.critic-loss
  /// ∇(c_V L^V): to be descended.
  @specialized(where Scalar == Float, Distributions == CategoricalBatch<Float>)
  @specialized(where Scalar == Float, Distributions == DiagonalGaussianBatch<Float>)
  mutating func update<Distributions>(
    _ agent: ActorCritic<Distributions>, on minibatch: Minibatch<Distributions>,
    gradient: inout [Scalar]
  ) where Distributions.Scalar == Scalar {
    let rows = minibatch.rows
    agent.critic.forward(minibatch.observations, rows: rows, &pass)
    valueLoss.update(
      values: pass.output, oldValues: minibatch.oldValues, targets: minibatch.returns, rows: rows)
    let weight = Scalar(valueCoefficient)
    for t in 0..<rows { pass.outputGradient[t] = weight * valueLoss.gradient[t] }
    agent.critic.backward(minibatch.observations, &pass, into: &gradient)
  }
  // snippet.end
}
