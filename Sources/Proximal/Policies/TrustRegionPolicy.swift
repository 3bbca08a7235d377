/// A policy that a trust region can be laid around: a network and what its outputs mean.
public protocol TrustRegionPolicy<Scalar>: Sendable {
  /// What the network is computed in.
  associatedtype Scalar: NetworkScalar
  /// What the network's outputs mean.
  associatedtype Distributions: TrustRegionDistributions where Distributions.Scalar == Scalar

  /// Maps observations to the distributions' parameters.
  var network: MLP<Scalar> { get }
  /// θ: the free parameters, if there are any, then the network's.
  var parameters: [Scalar] { get set }
  /// An empty batch of the policy's distributions.
  var noDistributions: Distributions { get }
}

/// A network alone is a policy over discrete actions: its outputs are logits.
extension MLP: TrustRegionPolicy {
  /// The network itself.
  public var network: MLP { self }
  public var noDistributions: CategoricalBatch<Scalar> {
    CategoricalBatch(actionCount: outputCount)
  }
}
