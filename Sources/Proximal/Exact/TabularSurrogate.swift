/// What a new policy gains over an old one: exactly, to first order, and at least.
extension TabularMDP {
  /// Σ_a π′(a|s) A_π(s,a), `[S]`: what one step of the new policy π′ gains over the old π.
  public func expectedAdvantages(
    of new: TabularPolicy, over old: TabularPolicy
  ) -> [Double] {
    requireMatch(new)
    let advantages = advantages(of: old)
    return (0..<stateCount).map {
      sumOfProducts(new.probabilities(in: $0), advantages[new.row($0)])
    }
  }

  /// J(π′) − J(π) = Σ_s ρ_π′(s) Σ_a π′(a|s) A_π(s,a) (Kakade and Langford 2002, Lemma 6.1).
  public func performanceDifference(
    of new: TabularPolicy, over old: TabularPolicy
  ) -> Double {
    sumOfProducts(visitation(of: new), expectedAdvantages(of: new, over: old))
  }

  /// L_π(π′) = J(π) + Σ_s ρ_π(s) Σ_a π′(a|s) A_π(s,a) (Schulman et al. 2015, eq. 3): the same sum
  /// over the states of the old policy, which are the ones we have.
  public func surrogate(of new: TabularPolicy, around old: TabularPolicy) -> Double {
    expectedReturn(of: old)
      + sumOfProducts(visitation(of: old), expectedAdvantages(of: new, over: old))
  }

  /// ∂L_π(π′) / ∂z′(s,a) = ρ_π(s) π′(a|s) (A_π(s,a) − Σ_b π′(b|s) A_π(s,b)), `[S × A]`.
  public func surrogateGradient(
    at new: TabularPolicy, around old: TabularPolicy
  ) -> [Double] {
    let visitation = visitation(of: old)
    let advantages = advantages(of: old)
    let expected = expectedAdvantages(of: new, over: old)
    return advantages.indices.map { i in
      let s = i / actionCount
      return visitation[s] * new.probabilities[i] * (advantages[i] - expected[s])
    }
  }

  /// C = 4εγ / (1 − γ)², ε = max |A_π(s,a)| (Schulman et al. 2015, Theorem 1).
  public func boundCoefficient(around old: TabularPolicy) -> Double {
    require(discount < 1, "the bound divides by (1 − γ)² and needs a discount below 1")
    let epsilon = advantages(of: old).reduce(0) { max($0, $1.magnitude) }
    return 4 * epsilon * discount / ((1 - discount) * (1 - discount))
  }

  /// L_π(π′) − C max_s KL(π ‖ π′)(s): J(π′) is never below it (Schulman et al. 2015,
  /// Theorem 1, with TV² ≤ KL).
  public func lowerBound(of new: TabularPolicy, around old: TabularPolicy) -> Double {
    let largest = old.klDivergence(to: new).max()!
    return surrogate(of: new, around: old) - boundCoefficient(around: old) * largest
  }
}
