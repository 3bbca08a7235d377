import RealModule

/// Exercise 1.4: ĝ with the mean of the other episodes as the baseline of each.
public func leaveOneOutEstimate(returns: [Double], scores: [[Double]]) throws -> [Double] {
  let n = Double(returns.count)
  let sum = returns.reduce(0, +)
  var estimate = scores[0].map { _ in 0.0 }
  // ĝ = (1/N) Σ_i (R_i − b_i) z_i,  b_i = Σ_{j ≠ i} R_j / (N − 1)   (1.9)
  for (episodeReturn, score) in zip(returns, scores) {
    let baseline = (sum - episodeReturn) / (n - 1)
    for (p, z) in score.enumerated() { estimate[p] += (episodeReturn - baseline) * z / n }
  }
  return estimate
}

/// Exercise 1.6: the score of a softmax.
public func softmaxScore(of action: Int, logits: [Double]) throws -> [Double] {
  // A number added to all logits changes no chance, and with the largest at 0 nothing overflows.
  let largest = logits.max()!
  let exponentials = logits.map { Double.exp($0 - largest) }
  let normaliser = exponentials.reduce(0, +)
  // ∂ log π(a) / ∂θ_b = 1[a = b] − π(b)   (1.7)
  return exponentials.enumerated().map { ($0 == action ? 1 : 0) - $1 / normaliser }
}

/// Exercise 1.7: the baseline of least variance.
public func bestBaseline(chances: [Double], returns: [Double], scores: [[Double]]) throws -> Double
{
  let squaredLengths = scores.map { $0.reduce(0) { $0 + $1 * $1 } }
  // b* = E[R ‖z‖²] / E‖z‖²   (1.14)
  var (weighted, weight) = (0.0, 0.0)
  for (i, chance) in chances.enumerated() {
    weighted += chance * returns[i] * squaredLengths[i]
    weight += chance * squaredLengths[i]
  }
  return weighted / weight
}
