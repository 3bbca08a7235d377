import Proximal

extension GoldenSchema {
  /// What can be said exactly of small decision processes and two of their policies.
  static let tabularMDP = GoldenSchema(name: "tabular_mdp") { golden, _ throws(GoldenError) in
    let mdp = try golden.inputMDP()
    let policy = try golden["logits"].inputPolicy(of: mdp)
    golden.compare("n_states", mdp.stateCount)
    golden.compare("n_actions", mdp.actionCount)
    compareEvaluation(golden, mdp, policy)
    try compareGradients(golden, mdp, policy)
    let second = try golden["second"]
    compareSecond(second, mdp, policy, try second["logits"].inputPolicy(of: mdp))
  }
}

private let tolerance = Tolerance.relative(1e-10)

private func compareEvaluation(_ golden: GoldenField, _ mdp: TabularMDP, _ policy: TabularPolicy) {
  func table(_ numbers: [Double]) -> [[Double]] { tableRows(numbers, columns: mdp.actionCount) }
  golden.compare("policy", table(policy.probabilities), within: tolerance)
  golden.compare(
    "policy_transition", tableRows(mdp.transition(under: policy), columns: mdp.stateCount),
    within: tolerance)
  golden.compare("V", mdp.values(of: policy), within: tolerance)
  golden.compare("Q", table(mdp.actionValues(of: policy)), within: tolerance)
  golden.compare("A", table(mdp.advantages(of: policy)), within: tolerance)
  golden.compare("J", mdp.expectedReturn(of: policy), within: tolerance)
  golden.compare("visitation", mdp.visitation(of: policy), within: tolerance)
  golden.compare(
    "visitation_normalised", mdp.normalisedVisitation(of: policy), within: tolerance)
  golden.compare("entropy_per_state", policy.entropy, within: tolerance)
}

private func compareGradients(
  _ golden: GoldenField, _ mdp: TabularMDP, _ policy: TabularPolicy
) throws(GoldenError) {
  func table(_ numbers: [Double]) -> [[Double]] { tableRows(numbers, columns: mdp.actionCount) }
  let fisher = mdp.fisherInformation(of: policy)
  let parameters = policy.logits.count
  golden.compare("grad_J", table(mdp.policyGradient(of: policy)), within: tolerance)
  golden.compare("fisher", tableRows(fisher, columns: parameters), within: tolerance)
  golden.compare("fisher_rank", matrixRank(fisher, rows: parameters))
  golden.compare(
    "natural_gradient_pinv", table(mdp.naturalGradient(of: policy)), within: .relative(1e-8))
  for (field, numbers) in try golden.doubles(like: "natural_gradient_damped_#") {
    guard numbers[0] > 0 else { throw field.unusableName }
    let natural = mdp.naturalGradient(of: policy, damping: numbers[0])
    field.compare(table(natural), within: tolerance)
  }
}

private func compareSecond(
  _ golden: GoldenField, _ mdp: TabularMDP, _ old: TabularPolicy, _ new: TabularPolicy
) {
  func table(_ numbers: [Double]) -> [[Double]] { tableRows(numbers, columns: mdp.actionCount) }
  func compare(_ name: String, _ computed: some GoldenComparable) {
    golden.compare(name, computed, within: tolerance)
  }
  compare("policy", table(new.probabilities))
  compare("V", mdp.values(of: new))
  compare("J", mdp.expectedReturn(of: new))
  compare("visitation", mdp.visitation(of: new))
  compare("performance_difference", mdp.performanceDifference(of: new, over: old))
  compare("J_difference", mdp.expectedReturn(of: new) - mdp.expectedReturn(of: old))
  compare("surrogate_L", mdp.surrogate(of: new, around: old))
  compare("grad_L_at_second", table(mdp.surrogateGradient(at: new, around: old)))
  let divergences = old.klDivergence(to: new)
  let visitation = mdp.normalisedVisitation(of: old)
  compare("kl_old_new_per_state", divergences)
  compare("kl_new_old_per_state", new.klDivergence(to: old))
  compare("tv_per_state", old.totalVariation(to: new))
  compare("max_kl_old_new", divergences.max()!)
  compare("max_tv", old.totalVariation(to: new).max()!)
  compare(
    "mean_kl_old_new_under_visitation",
    zip(visitation, divergences).reduce(0) { $0 + $1.0 * $1.1 })
  compare("epsilon_max_abs_A", mdp.advantages(of: old).map(abs).max()!)
  compare("C", mdp.boundCoefficient(around: old))
  compare("lower_bound_L_minus_C_maxKL", mdp.lowerBound(of: new, around: old))
  compare(
    "max_abs_expected_A_under_new", mdp.expectedAdvantages(of: new, over: old).map(abs).max()!)
}

extension GoldenField {
  fileprivate func inputMDP() throws(GoldenError) -> TabularMDP {
    let reward = try self["reward"].inputTable()
    let (states, actions) = (reward.count, reward[0].count)
    let start = try self["start"].inputDistribution(over: states)
    let transition = try self["transition"].elements.map { state throws(GoldenError) in
      let rows = try state.elements.map { row throws(GoldenError) in
        try row.inputDistribution(over: states)
      }
      guard rows.count == actions else { throw state.unlike("\(actions) actions") }
      return rows
    }
    guard transition.count == states else {
      throw try self["transition"].unlike("\(states) states")
    }
    let discount = try self["gamma"].inputFinite("a discount from 0 to below 1") {
      (0..<1).contains($0)
    }
    return TabularMDP(transition: transition, reward: reward, start: start, discount: discount)
  }

  /// Probabilities, of which the core takes only such as sum to 1.
  private func inputDistribution(over states: Int) throws(GoldenError) -> [Double] {
    let probabilities = try inputFinites(count: states)
    let sum = probabilities.reduce(0, +)
    guard probabilities.allSatisfy({ $0 >= 0 }), abs(sum - 1) <= 1e-9 else {
      throw unlike("\(states) probabilities that sum to 1")
    }
    return probabilities
  }

  fileprivate func inputPolicy(of mdp: TabularMDP) throws(GoldenError) -> TabularPolicy {
    TabularPolicy(logits: try inputTable(rows: mdp.stateCount, columns: mdp.actionCount))
  }
}
