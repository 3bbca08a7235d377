extension CategoricalBatch: TrustRegionDistributions {
  /// M = diag(π) − π πᵀ: row t becomes π ⊙ (u − πᵀu) / N.
  @specialized(where Scalar == Float)
  public func multiplyByFisher(
    outputs: inout [Scalar], direction: [Scalar], product: inout [Scalar]
  ) {
    let share = 1 / Scalar(rows)
    for row in 0..<rows {
      let places = row * actionCount..<(row + 1) * actionCount
      var mean: Scalar = 0
      for i in places { mean += probabilities[i] * outputs[i] }
      for i in places { outputs[i] = share * probabilities[i] * (outputs[i] - mean) }
    }
  }

  /// The mean over the rows of KL(π‖π') = Σ_a π(a) (log π(a) − log π'(a)), summed in Double.
  ///
  /// It is +∞ where this batch can draw an action that `other` cannot.
  @specialized(where Scalar == Float)
  public func meanDivergence(to other: Self) -> Double {
    requireSameBatch(rows == other.rows && actionCount == other.actionCount)
    var sum = 0.0
    for i in 0..<rows * actionCount where probabilities[i] > 0 {
      sum +=
        Double(probabilities[i]) * (Double(logProbabilities[i]) - Double(other.logProbabilities[i]))
    }
    return sum / Double(rows)
  }

  /// The gradient of ``meanDivergence(to:)`` with respect to the logits of `other`,
  /// `[rows × actionCount]`.
  ///
  ///     ∂/∂z' (1/N) Σₜ KL(πₜ‖π'ₜ):   row t is (π'(b|sₜ) − π(b|sₜ)) / N
  @specialized(where Scalar == Float)
  public func meanDivergenceGradientOfOther(to other: Self, into gradient: inout [Scalar]) {
    requireSameBatch(rows == other.rows && actionCount == other.actionCount)
    require(
      gradient.count >= rows * actionCount,
      "the gradient needs room for \(rows * actionCount) numbers; got \(gradient.count)")
    let share = 1 / Scalar(rows)
    for i in 0..<rows * actionCount {
      gradient[i] = share * (other.probabilities[i] - probabilities[i])
    }
  }
}
