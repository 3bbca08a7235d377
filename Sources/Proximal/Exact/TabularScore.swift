extension TabularPolicy {
  /// The score ∇ log π(a|s) with respect to the logits of state s, `[A]`.
  ///
  ///     ∂ log π(a|s) / ∂z(s,b) = 1[a = b] − π(b|s)
  ///
  /// With respect to the logits of every other state it is zero.
  // snippet.score-of-an-action
  public func score(of action: Int, in state: Int) -> [Double] {
    var score = probabilities(in: state).map { -$0 }
    score[action] += 1
    return score
  }
  // snippet.end

  /// g = Σ_t w_t ∇θ log π(a_t|s_t), `[S × A]`: the sum that every chapter ascends.
  ///
  /// - Parameters:
  ///   - trajectory: states and actions, s_t and a_t.
  ///   - weights: the score weights w_t, one for each step of the trajectory.
  public func weightedScore(along trajectory: TabularTrajectory, weights: [Double]) -> [Double] {
    require(
      weights.count == trajectory.count,
      "one score weight for each of the \(trajectory.count) steps; got \(weights.count)")
    var gradient = [Double](repeating: 0, count: logits.count)
    for t in 0..<trajectory.count {
      let (s, a) = (trajectory.states[t], trajectory.actions[t])
      for (i, score) in zip(row(s), score(of: a, in: s)) { gradient[i] += weights[t] * score }
    }
    return gradient
  }

  /// ∇θ log p_θ(τ) = Σ_t ∇θ log π(a_t|s_t), `[S × A]`. The dynamics do not depend on θ and drop out.
  public func score(along trajectory: TabularTrajectory) -> [Double] {
    weightedScore(along: trajectory, weights: trajectory.rewards.map { _ in 1 })
  }

  /// Σ_t log π(a_t|s_t): what the policy contributes to log p_θ(τ).
  public func logProbability(along trajectory: TabularTrajectory) -> Double {
    zip(trajectory.states, trajectory.actions).reduce(0) { sum, step in
      sum + logProbability(of: step.1, in: step.0)
    }
  }
}
