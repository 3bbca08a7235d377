extension TabularMDP {
  /// The Fisher information of the policy, `[SA × SA]`, over the states it visits.
  ///
  ///     F = E_{s∼ρ̄, a∼π} [∇ log π(a|s) ∇ log π(a|s)ᵀ],   ρ̄ = ρ / Σρ
  ///
  /// The score of a state touches that state's logits alone, so F is made of one block per state,
  /// ρ̄(s) (diag π − π πᵀ). Adding a constant to a row of logits changes nothing, so F is singular.
  public func fisherInformation(of policy: TabularPolicy) -> [Double] {
    let visitation = normalisedVisitation(of: policy)
    let n = stateCount * actionCount
    var fisher = [Double](repeating: 0, count: n * n)
    for s in 0..<stateCount {
      for i in policy.row(s) {
        for j in policy.row(s) {
          let (a, b) = (policy.probabilities[i], policy.probabilities[j])
          fisher[i * n + j] = visitation[s] * ((i == j ? a : 0) - a * b)
        }
      }
    }
    return fisher
  }

  /// The natural gradient F⁺∇J, `[S × A]`, of all x with F x = ∇J the shortest.
  ///
  ///     (F⁺∇J)(s,a) = Σρ (A(s,a) − mean_b A(s,b)),   0 where ρ(s) = 0
  public func naturalGradient(of policy: TabularPolicy) -> [Double] {
    let visitation = visitation(of: policy)
    let total = visitation.reduce(0, +)
    let advantages = advantages(of: policy)
    return advantages.indices.map { i in
      let s = i / actionCount
      let mean = advantages[policy.row(s)].reduce(0, +) / Double(actionCount)
      return visitation[s] == 0 ? 0 : total * (advantages[i] - mean)
    }
  }

  /// The damped natural gradient, the solution of (F + λI) x = ∇J, `[S × A]`.
  public func naturalGradient(of policy: TabularPolicy, damping: Double) -> [Double] {
    require(damping > 0, "F is singular, so damping must be positive; got \(damping)")
    let n = stateCount * actionCount
    var matrix = fisherInformation(of: policy)
    for i in 0..<n { matrix[i * n + i] += damping }
    return solveLinearSystem(matrix: matrix, rightSide: policyGradient(of: policy))!
  }
}
