/// Every trajectory of a short horizon, with its probability.
extension TabularMDP {
  /// Every trajectory that has a probability above zero: it ends in a terminal state or after
  /// `horizon` steps. Sorted by s₀, a₀, s₁, a₁, …
  public func trajectories(
    of policy: TabularPolicy, horizon: Int
  ) -> FiniteDistribution<TabularTrajectory> {
    requireMatch(policy)
    require(horizon >= 0, "a horizon is a number of steps; got \(horizon)")
    var branches = (0..<stateCount).filter { start[$0] > 0 }.map {
      Branch(trajectory: TabularTrajectory(start: $0), probability: start[$0])
    }
    for _ in 0..<horizon {
      branches = branches.flatMap { grow($0, policy) }
      requireEnumerable(branches.count)
    }
    return FiniteDistribution(
      branches.map { $0.trajectory }, probabilities: branches.map { $0.probability })
  }

  /// p_θ(τ) = p(s₀) Π_t π(a_t|s_t) P(s_{t+1}|s_t,a_t).
  public func probability(
    of trajectory: TabularTrajectory, under policy: TabularPolicy
  ) -> Double {
    requireMatch(policy)
    let states = trajectory.states + [trajectory.finalState]
    return trajectory.actions.indices.reduce(start[states[0]]) { product, t in
      let (s, a) = (states[t], trajectory.actions[t])
      let next = transition[(s * actionCount + a) * stateCount + states[t + 1]]
      return product * policy.probability(of: a, in: s) * next
    }
  }

  private struct Branch {
    var trajectory: TabularTrajectory
    var probability: Double
  }

  /// The branch followed by each action and each state that may come of it.
  private func grow(_ branch: Branch, _ policy: TabularPolicy) -> [Branch] {
    let s = branch.trajectory.finalState
    if isTerminal[s] { return [branch] }
    return (0..<actionCount).flatMap { a in
      nextStates(from: s, action: a).enumerated().compactMap { next, p in
        let probability = branch.probability * policy.probability(of: a, in: s) * p
        guard probability > 0 else { return nil }
        var grown = Branch(trajectory: branch.trajectory, probability: probability)
        grown.trajectory.append(
          action: a, reward: reward(state: s, action: a), nextState: next, discount: discount)
        return grown
      }
    }
  }
}
