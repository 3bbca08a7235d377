extension TabularMDP {
  /// ∇J by the policy gradient theorem, `[S × A]` (Sutton et al. 2000, Theorem 1, for a softmax
  /// with one logit for each state and action).
  ///
  ///     ∂J / ∂z(s,a) = ρ(s) π(a|s) A(s,a)
  public func policyGradient(of policy: TabularPolicy) -> [Double] {
    let visitation = visitation(of: policy)
    let advantages = advantages(of: policy)
    return advantages.indices.map {
      visitation[$0 / actionCount] * policy.probabilities[$0] * advantages[$0]
    }
  }
}
