import Proximal

/// Exercise 2.7: the discounted returns, from the end backwards.
public func returnsToGo(_ rewards: [Double], discount: Double) throws -> [Double] {
  var returns = rewards
  var next = 0.0
  for t in rewards.indices.reversed() {
    // G_t = r_t + γ G_{t+1},  G_T = 0   (2.5)
    next = rewards[t] + discount * next
    returns[t] = next
  }
  return returns
}

/// Exercise 2.8: the score weights of the gradient of a discounted goal.
public func scoreWeights(
  rewards: [Double], states: [Int], baseline: [Double], discount: Double
) throws -> [Double] {
  var factor = 1.0  // γᵗ
  var weights: [Double] = []
  for (toGo, state) in zip(try returnsToGo(rewards, discount: discount), states) {
    // w_t = γᵗ (G_t − b(s_t))   (2.8)
    weights.append(factor * (toGo - baseline[state]))
    factor *= discount
  }
  return weights
}

/// Exercise 2.9: the values of a policy with so many steps left.
public func values(
  of policy: TabularPolicy, in world: TabularMDP, steps: Int
) throws -> [Double] {
  var values = [Double](repeating: 0, count: world.stateCount)
  for _ in 0..<steps {
    // V(s) = Σ_a π(a|s) Q(s, a),  Q(s, a) = r(s, a) + γ Σ_s′ P(s′|s, a) V(s′)   (2.7)
    let later = values
    for s in values.indices {
      values[s] = (0..<world.actionCount).reduce(0) { sum, a in
        let next = zip(world.nextStates(from: s, action: a), later).reduce(0) { $0 + $1.0 * $1.1 }
        let actionValue = world.reward(state: s, action: a) + world.discount * next
        return sum + policy.probability(of: a, in: s) * actionValue
      }
    }
  }
  return values
}
