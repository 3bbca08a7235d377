/// A policy that a trust region can be laid around: a network and what its outputs mean.
public protocol TrustRegionPolicy<Scalar>: Sendable {
  associatedtype Scalar: NetworkScalar
  associatedtype Distributions: TrustRegionDistributions where Distributions.Scalar == Scalar

  var network: MLP<Scalar> { get }
  /// θ: the free parameters, if there are any, then the network's.
  var parameters: [Scalar] { get set }
  /// An empty batch of the policy's distributions.
  var noDistributions: Distributions { get }
}

/// A network alone is a policy over discrete actions: its outputs are logits.
extension MLP: TrustRegionPolicy {
  public var network: MLP { self }
  public var noDistributions: CategoricalBatch<Scalar> {
    CategoricalBatch(actionCount: outputCount)
  }
}
