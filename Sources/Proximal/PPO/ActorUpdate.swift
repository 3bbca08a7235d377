/// The actor's half of a step of PPO: the policy, its loss on a minibatch, the gradient, and Adam.
///
///     −L^CLIP − c_H H
///
/// The clipped surrogate and the entropy bonus, means over the transitions. The gradient kept here is
/// that of L^CLIP + c_H H: the actor climbs.
public struct ActorUpdate<Distributions: ActionDistributions>: Sendable {
  /// What the networks are computed in.
  public typealias Scalar = Distributions.Scalar

  /// Gives the parameters of the action distributions.
  public internal(set) var network: MLP<Scalar>
  /// The policy's parameters that are not outputs of the network, such as log σ; often none.
  public internal(set) var freeParameters: [Scalar]
  /// ∇(L^CLIP + c_H H) with respect to the network's parameters, as long as the step left it.
  public private(set) var gradient: [Scalar]
  /// The same with respect to the free parameters; 0 where they are set by hand.
  public private(set) var freeGradient: [Scalar]
  /// ‖∇‖ over both, before anything is shortened.
  public private(set) var norm = GradientNorm<Scalar>()
  /// Of the network's parameters.
  public internal(set) var adam: Adam<Scalar>
  /// Of the free ones.
  public internal(set) var freeAdam: Adam<Scalar>
  /// c_H.
  public private(set) var entropyCoefficient = 0.0
  /// The loss of the latest minibatch, block by block; there may be more of them than it had blocks.
  public internal(set) var blocks: [Block]

  let distributions: Distributions
  private let settings: PPOSettings

  /// The loss of one block of transitions and its gradient.
  public struct Block: Sendable {
    /// L^CLIP, with the ratios and what else there is to know about them.
    public fileprivate(set) var surrogate: ClippedSurrogate<Scalar>
    /// H, the mean over the block, in nats.
    public fileprivate(set) var entropy = 0.0
    /// log π(a_t|s_t), `[rows]`; the array may be longer.
    public fileprivate(set) var logProbabilities: [Scalar] = []
    fileprivate var gradient: [Scalar]
    fileprivate var freeGradient: [Scalar]
    fileprivate var distributions: Distributions
    fileprivate var pass = MLP<Scalar>.Pass()
  }

  init(of agent: ActorCritic<Distributions>, settings: PPOSettings) {
    (network, freeParameters) = (agent.actor, agent.freeParameters)
    distributions = agent.distributions
    self.settings = settings
    gradient = [Scalar](repeating: 0, count: network.parameterCount)
    freeGradient = [Scalar](repeating: 0, count: freeParameters.count)
    let (count, freeCount, epsilon) = (gradient.count, freeGradient.count, settings.adamEpsilon)
    adam = Adam(parameterCount: count, learningRate: 0, epsilon: epsilon)
    freeAdam = Adam(parameterCount: freeCount, learningRate: 0, epsilon: epsilon)
    blocks = [
      Block(
        surrogate: ClippedSurrogate(clipRange: settings.clipRange ?? .infinity),
        gradient: gradient, freeGradient: freeGradient, distributions: distributions)
    ]
    anneal(to: 0)
  }

  /// Sets what changes with time: the learning rate, c_H, and log σ where it is not learned.
  mutating func anneal(to progress: Double) {
    adam.learningRate = settings.learningRate.value(at: progress)
    freeAdam.learningRate = adam.learningRate
    entropyCoefficient = settings.entropyCoefficient.value(at: progress)
    guard let logStandardDeviation = settings.logStandardDeviation else { return }
    let value = Scalar(logStandardDeviation.value(at: progress))
    for i in freeParameters.indices { freeParameters[i] = value }
  }

  /// The loss of a block and its gradient.
  mutating func evaluate(_ minibatch: Minibatch<Distributions>, block b: Int = 0) {
    blocks[b].update(network, freeParameters, on: minibatch, entropyCoefficient: entropyCoefficient)
  }

  /// Sums the blocks' gradients, `shares` n_b/n: ∇ = Σ_b (n_b / n) ∇_b.
  mutating func sumBlocks(_ shares: [Double]) {
    for b in shares.indices {
      accumulate(&blocks[b].gradient, times: shares[b], into: &gradient, b, of: shares.count)
      accumulate(
        &blocks[b].freeGradient, times: shares[b], into: &freeGradient, b, of: shares.count)
    }
    // What is set by hand is not learned.
    if settings.logStandardDeviation != nil {
      for i in freeGradient.indices { freeGradient[i] = 0 }
    }
    norm = GradientNorm()
    norm.add(gradient)
    norm.add(freeGradient)
  }

  /// Shortens the gradient with the whole it is a part of, and climbs along it.
  mutating func step(_ norm: GradientNorm<Scalar>) {
    norm.shorten(&gradient, to: settings.maximumGradientNorm)
    norm.shorten(&freeGradient, to: settings.maximumGradientNorm)
    adam.ascend(&network.parameters, along: gradient)
    freeAdam.ascend(&freeParameters, along: freeGradient)
  }
}

extension ActorUpdate.Block {
  // snippet.actor-loss
  /// ∇(L^CLIP + c_H H), with respect to the network's parameters and the free ones.
  @specialized(where Distributions == CategoricalBatch<Float>)
  @specialized(where Distributions == DiagonalGaussianBatch<Float>)
  mutating func update(
    _ network: MLP<Distributions.Scalar>, _ freeParameters: [Distributions.Scalar],
    on minibatch: Minibatch<Distributions>, entropyCoefficient: Double
  ) {
    let rows = minibatch.rows
    network.forward(minibatch.observations, rows: rows, &pass)
    distributions.update(outputs: pass.output, parameters: freeParameters, rows: rows)
    if logProbabilities.count < rows { logProbabilities = Array(repeating: 0, count: rows) }
    distributions.logProbabilities(of: minibatch.actions, into: &logProbabilities)
    surrogate.update(
      logProbabilities: logProbabilities, oldLogProbabilities: minibatch.oldLogProbabilities,
      advantages: minibatch.advantages, rows: rows)
    entropy = distributions.meanEntropy
    // Σ_t w_t ∇ log π(a_t|s_t) + c_H ∇H
    distributions.scoreGradient(
      weights: surrogate.scoreWeights, actions: minibatch.actions,
      outputs: &pass.outputGradient, gradient: &freeGradient)
    distributions.addEntropyGradient(
      times: Distributions.Scalar(entropyCoefficient / Double(rows)), outputs: &pass.outputGradient,
      gradient: &freeGradient)
    network.backward(minibatch.observations, &pass, into: &gradient)
  }
  // snippet.end

  /// Packs, or unpacks, what came of the block.
  mutating func visit(_ parcel: inout Parcel) {
    parcel.visit(&gradient)
    parcel.visit(&freeGradient)
    parcel.visit(&entropy)
    surrogate.visit(&parcel)
  }
}
