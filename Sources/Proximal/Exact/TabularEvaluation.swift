/// The value functions of a policy, by linear solve.
extension TabularMDP {
  /// P_π(s′|s) = Σ_a π(a|s) P(s′|s,a), `[S × S]`.
  public func transition(under policy: TabularPolicy) -> [Double] {
    requireMatch(policy)
    var matrix = [Double](repeating: 0, count: stateCount * stateCount)
    for s in 0..<stateCount {
      for a in 0..<actionCount {
        let probability = policy.probability(of: a, in: s)
        for (next, p) in nextStates(from: s, action: a).enumerated() {
          matrix[s * stateCount + next] += probability * p
        }
      }
    }
    return matrix
  }

  /// r_π(s) = Σ_a π(a|s) r(s,a), `[S]`.
  public func reward(under policy: TabularPolicy) -> [Double] {
    requireMatch(policy)
    return (0..<stateCount).map { s in
      (0..<actionCount).reduce(0) {
        $0 + policy.probability(of: $1, in: s) * reward(state: s, action: $1)
      }
    }
  }

  /// V(s) = r_π(s) + γ Σ_s′ P_π(s′|s) V(s′), `[S]`: solves (I − γ P_π) V = r_π.
  ///
  /// With γ = 1 every state must lead to a terminal one, or the return has no finite expectation.
  public func values(of policy: TabularPolicy) -> [Double] {
    solveBellman(bellmanMatrix(of: policy), reward(under: policy))
  }

  /// Q(s,a) = r(s,a) + γ Σ_s′ P(s′|s,a) V(s′), `[S × A]`.
  public func actionValues(of policy: TabularPolicy) -> [Double] {
    actionValues(before: values(of: policy))
  }

  /// A(s,a) = Q(s,a) − V(s), `[S × A]`.
  public func advantages(of policy: TabularPolicy) -> [Double] {
    let values = values(of: policy)
    return advantages(actionValues: actionValues(before: values), values: values)
  }

  /// J = Σ_s p(s₀ = s) V(s): the expected discounted return of an episode.
  public func expectedReturn(of policy: TabularPolicy) -> Double {
    sumOfProducts(start, values(of: policy))
  }

  /// I − γ P_π, `[S × S]`. From a terminal state nothing follows, so its row is that of I alone.
  func bellmanMatrix(of policy: TabularPolicy) -> [Double] {
    var matrix = transition(under: policy)
    for s in 0..<stateCount {
      for next in 0..<stateCount {
        let follows = isTerminal[s] ? 0 : discount * matrix[s * stateCount + next]
        matrix[s * stateCount + next] = (s == next ? 1 : 0) - follows
      }
    }
    return matrix
  }

  func solveBellman(_ matrix: [Double], _ rightSide: [Double]) -> [Double] {
    guard let solution = solveLinearSystem(matrix: matrix, rightSide: rightSide) else {
      fatalError(
        """
        with discount \(discount) the expected return is not finite: some state never leads to a \
        terminal one. Take a discount below 1, or a finite horizon
        """)
    }
    return solution
  }

  /// r(s,a) + γ Σ_s′ P(s′|s,a) V(s′), `[S × A]`, for any table V of what is still to come.
  func actionValues(before values: [Double]) -> [Double] {
    (0..<(stateCount * actionCount)).map { i in
      let future = sumOfProducts(transition[(i * stateCount)..<((i + 1) * stateCount)], values)
      return reward[i] + discount * future
    }
  }

  func advantages(actionValues: [Double], values: [Double]) -> [Double] {
    actionValues.indices.map { actionValues[$0] - values[$0 / actionCount] }
  }
}

/// Σ_i x_i y_i, from the first to the last.
func sumOfProducts(_ x: some Collection<Double>, _ y: some Collection<Double>) -> Double {
  zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
}
