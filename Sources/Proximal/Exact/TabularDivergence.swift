/// How far two policies are apart, state by state.
extension TabularPolicy {
  /// KL(π ‖ π′)(s) = Σ_a π(a|s) (log π(a|s) − log π′(a|s)), `[S]`, where π is this policy.
  public func klDivergence(to other: TabularPolicy) -> [Double] {
    requireMatch(other)
    return (0..<stateCount).map { s in
      row(s).reduce(0) {
        $0 + probabilities[$1] * (logProbabilities[$1] - other.logProbabilities[$1])
      }
    }
  }

  /// TV(π, π′)(s) = ½ Σ_a |π(a|s) − π′(a|s)|, `[S]`.
  public func totalVariation(to other: TabularPolicy) -> [Double] {
    requireMatch(other)
    return (0..<stateCount).map { s in
      row(s).reduce(0) { $0 + (probabilities[$1] - other.probabilities[$1]).magnitude } / 2
    }
  }

  private func requireMatch(_ other: TabularPolicy) {
    require(
      stateCount == other.stateCount && actionCount == other.actionCount,
      """
      policies to compare have the same table; got \(stateCount) × \(actionCount) and \
      \(other.stateCount) × \(other.actionCount)
      """)
  }
}
