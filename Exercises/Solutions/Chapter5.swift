import RealModule

/// Exercise 5.8: the slope of the clipped surrogate in the ratio.
public func clippedSlope(ratio: Double, advantage: Double, clipRange: Double) throws -> Double {
  let clipped = min(max(ratio, 1 - clipRange), 1 + clipRange)
  // ∂L_t / ∂ρ_t = 1[ρ_t A_t ≤ clip(ρ_t) A_t] A_t   (5.11)
  return ratio * advantage <= clipped * advantage ? advantage : 0
}

/// Exercise 5.9: the clipped loss of a batch.
public func clippedLoss(
  logProbabilities: [Double], oldLogProbabilities: [Double], advantages: [Double],
  clipRange: Double
) throws -> Double {
  var sum = 0.0
  for (t, advantage) in advantages.enumerated() {
    // ρ_t = exp(log π_θ − log π_old)   (5.1)
    let ratio = Double.exp(logProbabilities[t] - oldLogProbabilities[t])
    let clipped = min(max(ratio, 1 - clipRange), 1 + clipRange)
    // loss = (1/N) Σ_t max(−ρ_t A_t, −clip(ρ_t) A_t)   (5.6)
    sum += max(-ratio * advantage, -clipped * advantage)
  }
  return sum / Double(advantages.count)
}

/// Exercise 5.10: three estimates of a divergence.
public func divergenceEstimates(
  logProbabilities: [Double], oldLogProbabilities: [Double]
) throws -> (k1: Double, k2: Double, k3: Double) {
  let logRatios = zip(logProbabilities, oldLogProbabilities).map { $0 - $1 }
  func mean(_ k: (Double) -> Double) -> Double {
    logRatios.reduce(0) { $0 + k($1) } / Double(logRatios.count)
  }
  // k₁ = −log ρ,  k₂ = ½ (log ρ)²,  k₃ = ρ − 1 − log ρ; exp − 1 in one keeps the digits of small ρ − 1
  return (mean { -$0 }, mean { $0 * $0 / 2 }, mean { Double.expMinusOne($0) - $0 })
}
