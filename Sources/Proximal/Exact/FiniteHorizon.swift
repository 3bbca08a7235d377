/// The same questions for an episode that stops after `horizon` steps, answered by recursion.
extension TabularMDP {
  /// V_k(s) for k = 0 … horizon steps to go, `[horizon + 1][S]`.
  ///
  ///     V_0(s) = 0,   V_k(s) = Σ_a π(a|s) (r(s,a) + γ Σ_s′ P(s′|s,a) V_{k−1}(s′))
  public func values(of policy: TabularPolicy, horizon: Int) -> [[Double]] {
    requireMatch(policy)
    require(horizon >= 0, "a horizon is a number of steps; got \(horizon)")
    var values = [[Double](repeating: 0, count: stateCount)]
    for _ in 0..<horizon {
      let actionValues = actionValues(before: values.last!)
      values.append(
        (0..<stateCount).map {
          sumOfProducts(policy.probabilities(in: $0), actionValues[policy.row($0)])
        })
    }
    return values
  }

  /// J = Σ_s p(s₀ = s) V_H(s), the expected discounted return of `horizon` = H steps.
  public func expectedReturn(of policy: TabularPolicy, horizon: Int) -> Double {
    sumOfProducts(start, values(of: policy, horizon: horizon).last!)
  }

  /// ∇J for a horizon of H steps, `[S × A]`.
  ///
  ///     ∂J / ∂z(s,a) = Σ_t γᵗ P(s_t = s) π(a|s) A_{H−t}(s,a),   A_k = Q_k − V_k
  public func policyGradient(of policy: TabularPolicy, horizon: Int) -> [Double] {
    let values = values(of: policy, horizon: horizon)
    let matrix = transition(under: policy)
    var occupancy = start  // γᵗ P(s_t = s)
    var gradient = [Double](repeating: 0, count: stateCount * actionCount)
    for t in 0..<horizon {
      let actionValues = actionValues(before: values[horizon - t - 1])
      let advantages = advantages(actionValues: actionValues, values: values[horizon - t])
      for i in gradient.indices {
        gradient[i] += occupancy[i / actionCount] * policy.probabilities[i] * advantages[i]
      }
      occupancy = advanced(occupancy, by: matrix)
    }
    return gradient
  }

  /// γ Σ_s x(s) P_π(s′|s), `[S]`.
  private func advanced(_ occupancy: [Double], by matrix: [Double]) -> [Double] {
    (0..<stateCount).map { next in
      discount * (0..<stateCount).reduce(0) { $0 + occupancy[$1] * matrix[$1 * stateCount + next] }
    }
  }
}
