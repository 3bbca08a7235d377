import RealModule

/// Exercise 8.8: the softmax over the allowed actions.
public func maskedChances(logits: [Double], allowed: [Bool]) throws -> [Double] {
  let masked = zip(logits, allowed).map { $1 ? $0 : -.infinity }
  // π(a) = m_a exp z_a / Σ_a′ m_a′ exp z_a′   (8.9)
  return logSoftmax(masked).map(Double.exp)
}

/// Exercise 8.8: the score of an action under a mask.
public func maskedScore(of action: Int, logits: [Double], allowed: [Bool]) throws -> [Double] {
  // ∂ log π(a) / ∂z_b = 1[a = b] − π(b), which is 0 where b is masked   (8.10)
  try maskedChances(logits: logits, allowed: allowed).enumerated().map {
    ($0 == action ? 1 : 0) - $1
  }
}

/// Exercise 8.9: the chance of success, by forward recursion.
public func goalChance(
  next: [[Int]], chances: [[Double]], start: Int, goal: Int, steps: Int
) throws -> Double {
  var here = next.map { _ in 0.0 }  // d_t(s)
  here[start] = 1
  var success = 0.0
  for _ in 0..<steps {
    // d_{t+1}(s′) = Σ_s d_t(s) Σ_a π(a|s) 1[a leads from s to s′]   (8.3)
    var there = next.map { _ in 0.0 }
    for (s, chance) in here.enumerated() {
      for (a, place) in next[s].enumerated() { there[place] += chance * chances[s][a] }
    }
    success += there[goal]
    there[goal] = 0
    here = there
  }
  return success
}

/// Exercise 8.10: the log-probability of several choices.
public func logProbability(of actions: [Int], logits: [[Double]]) throws -> Double {
  // log π = Σ_h log π_h(a_h)   (8.12)
  zip(actions, logits).reduce(0) { $0 + logSoftmax($1.1)[$1.0] }
}

/// Exercise 8.10: the entropy of several choices.
public func entropy(ofHeads logits: [[Double]]) throws -> Double {
  // H(π) = Σ_h H(π_h)   (8.13)
  logits.reduce(0) { sum, head in
    logSoftmax(head).reduce(sum) { $0 - Double.exp($1) * $1 }
  }
}

/// log softmax z, the largest logit taken out first so that nothing overflows.
private func logSoftmax(_ logits: [Double]) -> [Double] {
  let largest = logits.max()!
  let logNormaliser = Double.log(logits.reduce(0) { $0 + Double.exp($1 - largest) })
  return logits.map { $0 - largest - logNormaliser }
}
