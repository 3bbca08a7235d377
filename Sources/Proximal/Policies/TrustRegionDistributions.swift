/// Distributions that a trust region can be laid around: their Fisher information is known, and the
/// mean divergence of one batch from another. PPO needs neither.
public protocol TrustRegionDistributions<Scalar>: ActionDistributions {
  /// Multiplies by M/N, M the Fisher information of the distributions with respect to their
  /// parameters: in place for the outputs' tangents; for the free parameters summed over the rows,
  /// from the beginning of `direction` to that of `product`.
  func multiplyByFisher(
    outputs: inout [Scalar], direction: [Scalar], product: inout [Scalar])
  /// The mean over the rows of KL(π‖π'), π' in `other`.
  func meanDivergence(to other: Self) -> Double
}

func requireSameBatch(_ same: Bool) {
  require(same, "a divergence compares two batches of as many rows over the same actions")
}
