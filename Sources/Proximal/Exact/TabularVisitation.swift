/// How often a policy visits each state.
extension TabularMDP {
  /// The discounted visitation ρ(s) = Σ_t γᵗ P(s_t = s), `[S]`: solves (I − γ P_πᵀ) ρ = p(s₀).
  ///
  /// It counts the steps on which an action is taken, so a terminal state has none; without
  /// terminal states ρ sums to 1/(1 − γ).
  public func visitation(of policy: TabularPolicy) -> [Double] {
    let matrix = bellmanMatrix(of: policy)
    let transposed = matrix.indices.map { matrix[($0 % stateCount) * stateCount + $0 / stateCount] }
    let arrivals = solveBellman(transposed, start)
    return zip(arrivals, isTerminal).map { $1 ? 0 : $0 }
  }

  /// The distribution over states ρ(s) / Σ_s′ ρ(s′), `[S]`; without terminal states (1 − γ) ρ(s).
  public func normalisedVisitation(of policy: TabularPolicy) -> [Double] {
    let visitation = visitation(of: policy)
    let total = visitation.reduce(0, +)
    return visitation.map { $0 / total }
  }
}
