extension DiagonalGaussianBatch: TrustRegionDistributions {
  /// M = diag(1/σ²) for the mean and 2 for each log σ.
  @specialized(where Scalar == Float)
  public func multiplyByFisher(
    outputs: inout [Scalar], direction: [Scalar], product: inout [Scalar]
  ) {
    let share = 1 / Scalar(rows)
    for row in 0..<rows {
      for i in 0..<dimensions {
        outputs[row * dimensions + i] *= share * precisionRoot[i] * precisionRoot[i]
      }
    }
    for i in 0..<dimensions { product[i] = 2 * direction[i] }
  }

  /// The mean over the rows of KL(π‖π') = Σ_i ½ (r_i² − 1) − log r_i + ½ d_i², r = σ/σ',
  /// d = (μ − μ')/σ'.
  @specialized(where Scalar == Float)
  public func meanDivergence(to other: Self) -> Double {
    requireSameBatch(rows == other.rows && dimensions == other.dimensions)
    var spread = 0.0
    for i in 0..<dimensions {
      let logRatio = Double(logStandardDeviation[i]) - Double(other.logStandardDeviation[i])
      spread += Elementary.expMinusOne(2 * logRatio) / 2 - logRatio
    }
    var squares = 0.0
    for row in 0..<rows {
      for i in 0..<dimensions {
        let place = row * dimensions + i
        let d = Double(mean[place] - other.mean[place]) * Double(other.precisionRoot[i])
        squares += d * d
      }
    }
    return spread + squares / 2 / Double(rows)
  }
}
