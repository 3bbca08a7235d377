extension TabularPolicy {
  /// Draws a ∼ π(·|s), with one number of the generator.
  public func sampleAction(
    in state: Int, using generator: inout some RandomNumberGenerator
  ) -> Int {
    sampleIndex(probabilities(in: state), using: &generator)
  }
}

extension TabularMDP {
  /// Draws τ ∼ p_θ(τ): until a terminal state, or for `horizon` steps.
  public func sampleTrajectory(
    of policy: TabularPolicy, horizon: Int, using generator: inout some RandomNumberGenerator
  ) -> TabularTrajectory {
    requireMatch(policy)
    var state = sampleIndex(start[...], using: &generator)
    var trajectory = TabularTrajectory(start: state)
    while trajectory.count < horizon && !isTerminal[state] {
      let action = policy.sampleAction(in: state, using: &generator)
      let next = sampleIndex(nextStates(from: state, action: action), using: &generator)
      trajectory.append(
        action: action, reward: reward(state: state, action: action), nextState: next,
        discount: discount)
      state = next
    }
    return trajectory
  }
}

/// Draws an index with the given probabilities: the first whose cumulative probability exceeds u.
private func sampleIndex(
  _ probabilities: ArraySlice<Double>, using generator: inout some RandomNumberGenerator
) -> Int {
  let u = unitUniform(using: &generator)
  var cumulative = 0.0
  for (i, p) in probabilities.enumerated() {
    cumulative += p
    if u < cumulative { return i }
  }
  // Rounding may leave the sum a little below 1; what is left belongs to the last possible index.
  return probabilities.lastIndex { $0 > 0 }! - probabilities.startIndex
}

/// Draws u from [0, 1): the upper 53 bits of a word, which a Double holds exactly.
func unitUniform(using generator: inout some RandomNumberGenerator) -> Double {
  Double(generator.next() >> 11) * 0x1p-53
}
