extension CategoricalBatch: ActionDistributions {
  /// All parameters are the network's outputs.
  public var freeParameterCount: Int { 0 }

  public mutating func update(outputs: [Scalar], parameters: [Scalar], rows: Int) {
    update(logits: outputs, rows: rows)
  }

  /// log π(aₜ|sₜ), `[rows]`.
  @specialized(where Scalar == Float)
  public func logProbabilities(of actions: [Int], into logProbabilities: inout [Scalar]) {
    require(
      actions.count >= rows && logProbabilities.count >= rows,
      "\(rows) rows need as many actions and room for as many numbers; got \(actions.count) and "
        + "\(logProbabilities.count)")
    for row in 0..<rows {
      logProbabilities[row] = logProbability(row: row, action: actions[row])
    }
  }

  public func scoreGradient(
    weights: [Scalar], actions: [Int], outputs: inout [Scalar], gradient: inout [Scalar]
  ) {
    scoreGradient(weights: weights, actions: actions, into: &outputs)
  }

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
  /// `[rows × actionCount]`:
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
