/// The critic's half of a step of PPO: V(s), its loss on a minibatch, the gradient, and Adam.
///
///     c_V L^V
///
/// The gradient kept here is that of the loss: the critic descends.
public struct CriticUpdate<Scalar: NetworkScalar>: Sendable {
  /// Gives V(s), one output.
  public internal(set) var network: MLP<Scalar>
  /// ∇(c_V L^V) with respect to the network's parameters, as long as the step left it.
  public private(set) var gradient: [Scalar]
  /// ‖∇‖, before anything is shortened.
  public private(set) var norm = GradientNorm<Scalar>()
  /// Of the network's parameters.
  public internal(set) var adam: Adam<Scalar>
  /// Of the losses and of Adam.
  let settings: PPOSettings
  /// The loss of the latest minibatch, block by block; there may be more of them than it had blocks.
  public internal(set) var blocks: [Block]

  /// The loss of one block of transitions and its gradient.
  public struct Block: Sendable {
    /// L^V.
    public fileprivate(set) var valueLoss: ValueLoss<Scalar>
    /// V(s_t), `[rows]`; the array may be longer.
    public var values: [Scalar] { pass.output }
    fileprivate var gradient: [Scalar]
    fileprivate var pass = MLP<Scalar>.Pass()
  }

  init(_ network: MLP<Scalar>, settings: PPOSettings) {
    (self.network, self.settings) = (network, settings)
    gradient = [Scalar](repeating: 0, count: network.parameterCount)
    let epsilon = settings.criticAdamEpsilon ?? settings.adamEpsilon
    adam = Adam(parameterCount: gradient.count, learningRate: 0, epsilon: epsilon)
    blocks = [
      Block(valueLoss: ValueLoss(clipRange: settings.valueClipRange), gradient: gradient)
    ]
    anneal(to: 0)
  }

  /// Sets what changes with time: the learning rate.
  mutating func anneal(to progress: Double) {
    let rate = settings.criticLearningRate ?? settings.learningRate
    adam.learningRate = rate.value(at: progress)
  }

  /// The loss of a block and its gradient.
  mutating func evaluate<Distributions>(_ minibatch: Minibatch<Distributions>, block b: Int = 0)
  where Distributions.Scalar == Scalar {
    blocks[b].update(network, on: minibatch, valueCoefficient: settings.valueCoefficient)
  }

  /// Sums the blocks' gradients, `shares` n_b/n: ∇ = Σ_b (n_b / n) ∇_b.
  mutating func sumBlocks(_ shares: [Double]) {
    for b in shares.indices {
      accumulate(&blocks[b].gradient, times: shares[b], into: &gradient, b, of: shares.count)
    }
    norm = GradientNorm()
    norm.add(gradient)
  }

  /// Shortens the gradient with the whole it is a part of, and descends along it.
  mutating func step(_ norm: GradientNorm<Scalar>) {
    norm.shorten(&gradient, to: settings.maximumGradientNorm)
    descend()
  }

  /// Descends along the gradient as it is.
  mutating func descend() {
    adam.descend(&network.parameters, along: gradient)
  }
}

extension CriticUpdate.Block {
  // snippet.critic-loss
  /// ∇(c_V L^V).
  @specialized(where Scalar == Float, Distributions == CategoricalBatch<Float>)
  @specialized(where Scalar == Float, Distributions == DiagonalGaussianBatch<Float>)
  mutating func update<Distributions>(
    _ network: MLP<Scalar>, on minibatch: Minibatch<Distributions>, valueCoefficient: Double
  ) where Distributions.Scalar == Scalar {
    let rows = minibatch.rows
    network.forward(minibatch.observations, rows: rows, &pass)
    valueLoss.update(
      values: pass.output, oldValues: minibatch.oldValues, targets: minibatch.returns, rows: rows)
    let weight = Scalar(valueCoefficient)
    for t in 0..<rows { pass.outputGradient[t] = weight * valueLoss.gradient[t] }
    network.backward(minibatch.observations, &pass, into: &gradient)
  }
  // snippet.end

  /// Packs, or unpacks, what came of the block.
  mutating func visit(_ parcel: inout Parcel) {
    parcel.visit(&gradient)
    valueLoss.visit(&parcel)
  }
}
