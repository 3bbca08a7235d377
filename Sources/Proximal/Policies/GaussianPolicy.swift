/// A policy over action vectors: in state s the action is normal with the mean μ(s), which is a
/// network's output, and with standard deviations that are the same in every state.
public struct GaussianPolicy<Scalar: NetworkScalar>: TrustRegionPolicy {
  /// Gives μ(s).
  public private(set) var network: MLP<Scalar>
  /// log σ, one number for each component of an action.
  public private(set) var logStandardDeviation: [Scalar]

  /// A policy from its parts. Traps unless there is one log σ for each output.
  public init(network: MLP<Scalar>, logStandardDeviation: [Scalar]) {
    require(
      logStandardDeviation.count == network.outputCount,
      "a network with \(network.outputCount) outputs needs as many log standard deviations; got "
        + "\(logStandardDeviation.count)")
    self.network = network
    self.logStandardDeviation = logStandardDeviation
  }

  /// θ: log σ, then the network's parameters.
  public var parameters: [Scalar] {
    get { logStandardDeviation + network.parameters }
    set {
      let free = logStandardDeviation.count
      require(
        newValue.count == free + network.parameterCount,
        "the policy has \(free + network.parameterCount) parameters; got \(newValue.count)")
      logStandardDeviation = Array(newValue[..<free])
      network.parameters = Array(newValue[free...])
    }
  }

  public var noDistributions: DiagonalGaussianBatch<Scalar> {
    DiagonalGaussianBatch(dimensions: network.outputCount)
  }
}
