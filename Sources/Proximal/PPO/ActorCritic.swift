/// What PPO trains: a policy and a critic, two networks that share nothing.
public struct ActorCritic<Distributions: ActionDistributions>: Sendable {
  /// What the networks are computed in.
  public typealias Scalar = Distributions.Scalar

  /// Gives the parameters of the action distributions.
  public var actor: MLP<Scalar>
  /// The policy's parameters that are not outputs of the actor, such as log σ; often none.
  public var freeParameters: [Scalar]
  /// Gives V(s), one output.
  public var critic: MLP<Scalar>
  /// What the actor's outputs mean: a batch of distributions, empty.
  public let distributions: Distributions
  /// What both networks are shown in place of an observation, where they were trained so.
  public var observationNormalisation: ObservationNormalisation?

  /// From two networks. Traps where they do not fit each other or the distributions.
  public init(
    actor: MLP<Scalar>, freeParameters: [Scalar] = [], critic: MLP<Scalar>,
    distributions: Distributions
  ) {
    require(
      actor.outputCount == distributions.outputCount
        && freeParameters.count == distributions.freeParameterCount,
      "these distributions take \(distributions.outputCount) outputs and "
        + "\(distributions.freeParameterCount) free parameters; got \(actor.outputCount) and "
        + "\(freeParameters.count)")
    require(
      critic.outputCount == 1 && critic.inputCount == actor.inputCount,
      "a critic gives one value for what the actor sees, \(actor.inputCount) numbers; this one takes "
        + "\(critic.inputCount) and gives \(critic.outputCount)")
    self.actor = actor
    self.freeParameters = freeParameters
    self.critic = critic
    self.distributions = distributions
  }

  /// Two networks with orthogonal weights: gain √2 in the hidden layers, 0.01 on the policy's
  /// output, so that the first policy is nearly uniform, and 1 on the critic's.
  ///
  /// - Parameters:
  ///   - observationCount: numbers in an observation.
  ///   - hiddenSizes: widths of the hidden layers, of both networks.
  ///   - hiddenActivation: what follows every hidden layer, of both networks.
  ///   - freeParameters: where they start.
  ///   - distributions: what the actor's outputs mean, an empty batch.
  ///   - seed: of the run.
  public init(
    observationCount: Int, hiddenSizes: [Int], hiddenActivation: Activation = .tanh,
    freeParameters: [Scalar] = [], distributions: Distributions, seed: UInt64
  ) {
    var generator = PCG64(seed: seed, stream: .initialisation)
    let hidden = [observationCount] + hiddenSizes
    self.init(
      actor: MLP(
        sizes: hidden + [distributions.outputCount], hiddenActivation: hiddenActivation,
        outputGain: 0.01, using: &generator),
      freeParameters: freeParameters,
      critic: MLP(
        sizes: hidden + [1], hiddenActivation: hiddenActivation, outputGain: 1, using: &generator),
      distributions: distributions)
  }
}
