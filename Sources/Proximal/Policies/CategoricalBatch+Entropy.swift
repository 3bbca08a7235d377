extension CategoricalBatch {
  /// H(π) = −Σ_a π(a) log π(a), the mean over the rows, summed in Double.
  public var meanEntropy: Double { entropySum() / Double(max(rows, 1)) }

  @specialized(where Scalar == Float)
  private func entropySum() -> Double {
    var sum = 0.0
    for i in 0..<rows * actionCount where probabilities[i] > 0 {
      sum -= Double(probabilities[i]) * Double(logProbabilities[i])
    }
    return sum
  }

  /// ∂H/∂z_b = −π(b) (log π(b) + H), times `factor`, added to row t.
  @specialized(where Scalar == Float)
  public func addEntropyGradient(
    times factor: Scalar, outputs: inout [Scalar], gradient: inout [Scalar]
  ) {
    require(
      outputs.count >= rows * actionCount,
      "the entropy's gradient needs room for \(rows * actionCount) numbers; got \(outputs.count)")
    for row in 0..<rows {
      let places = row * actionCount..<(row + 1) * actionCount
      var entropy: Scalar = 0
      for i in places where probabilities[i] > 0 {
        entropy -= probabilities[i] * logProbabilities[i]
      }
      for i in places where probabilities[i] > 0 {
        outputs[i] -= factor * probabilities[i] * (logProbabilities[i] + entropy)
      }
    }
  }
}
