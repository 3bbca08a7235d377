/// Multiplies vectors by the damped Fisher information of a policy, without ever holding it.
///
///     F v = (1/N) Σₜ Jₜᵀ Mₜ Jₜ v + λ v
///
/// Jₜ is the Jacobian of the network's outputs in state sₜ and Mₜ the Fisher information of the action
/// distribution with respect to those outputs. J v is the network's directional derivative, Jᵀ u its
/// backward pass. Without λ, F is the Hessian, at the policy's own parameters, of the mean KL
/// divergence between it and a policy nearby, in either direction.
///
/// Source: Schulman et al., “Trust region policy optimization”, ICML 2015, appendix C.
public struct FisherVectorProduct<Policy: TrustRegionPolicy>: Sendable {
  /// What the policy's network is computed in.
  public typealias Scalar = Policy.Scalar

  /// λ, which keeps F from being singular.
  public let damping: Double
  private let network: MLP<Scalar>
  private let observations: [Scalar]
  private let distributions: Policy.Distributions
  private var pass = MLP<Scalar>.Pass()
  private var outputTangents: [Scalar]
  private var networkGradient: [Scalar]

  /// - Parameters:
  ///   - policy: where F is taken.
  ///   - observations: the states sₜ, `[rows × inputs]`.
  ///   - rows: N, at least 1.
  ///   - damping: λ ≥ 0.
  public init(policy: Policy, observations: [Scalar], rows: Int, damping: Double) {
    require(
      rows > 0 && damping >= 0,
      "the Fisher information needs a state and a damping of at least 0; got \(rows) states and "
        + "\(damping)")
    network = policy.network
    self.observations = observations
    self.damping = damping
    networkGradient = network.parameters
    network.forward(observations, rows: rows, &pass)
    outputTangents = pass.output
    var distributions = policy.noDistributions
    distributions.update(outputs: pass.output, parameters: policy.parameters, rows: rows)
    self.distributions = distributions
  }

  /// Writes F v to `product`; both have one number a parameter.
  public mutating func apply(to v: [Scalar], into product: inout [Scalar]) {
    let free = distributions.freeParameterCount
    require(
      v.count == free + network.parameterCount && product.count == v.count,
      "the policy has \(free + network.parameterCount) parameters; got a vector of \(v.count) and "
        + "room for \(product.count)")
    // u = J v,   u ← M u / N,   F v = Jᵀ u + λ v
    network.directionalDerivative(
      observations, &pass, along: Array(v[free...]), into: &outputTangents)
    distributions.multiplyByFisher(outputs: &outputTangents, direction: v, product: &product)
    swap(&pass.outputGradient, &outputTangents)
    network.backward(observations, &pass, into: &networkGradient)
    product.replaceSubrange(free..., with: networkGradient)
    add(v, times: damping, to: &product)
  }
}
