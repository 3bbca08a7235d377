/// Exercise 6.3: GAE over a rollout in which episodes end.
public func advantages(
  rewards: [Double], values: [Double], nextValues: [Double], terminated: [Bool],
  truncated: [Bool], discount: Double, lambda: Double
) throws -> [Double] {
  var advantages = rewards
  var following = 0.0  // Â_{t+1}, of the same episode
  for t in rewards.indices.reversed() {
    if terminated[t] || truncated[t] { following = 0 }
    // δ_t = r_t + γ v_t − V(s_t), with v_t = 0 where the episode terminated   (6.8)
    let next = terminated[t] ? 0 : nextValues[t]
    let residual = rewards[t] + discount * next - values[t]
    // Â_t = δ_t + γλ Â_{t+1}   (6.6)
    following = residual + discount * lambda * following
    advantages[t] = following
  }
  return advantages
}

/// Exercise 6.4: the share of the targets' variance that the critic knows.
public func explainedVariance(values: [Double], targets: [Double]) throws -> Double? {
  func variance(_ numbers: [Double]) -> Double {
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    return numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
  }
  let spread = variance(targets)
  // 1 − Var(R − V) / Var(R)
  return spread == 0 ? nil : 1 - variance(zip(targets, values).map { $0 - $1 }) / spread
}
