/// A Markov decision process small enough to write down: every probability is a number in a table,
/// so every expectation is a finite sum or a linear solve. Nothing about it has to be estimated.
///
/// At state s the policy takes an action a, receives r(s, a), and the state becomes s′ with
/// probability P(s′ | s, a). Indices count from 0; tables are flat and row-major.
public struct TabularMDP: Sendable, Equatable {
  /// S, the number of states.
  public let stateCount: Int
  /// A, the number of actions; every state has them all.
  public let actionCount: Int
  /// P(s′ | s, a), `[S × A × S]`.
  public let transition: [Double]
  /// r(s, a), `[S × A]`.
  public let reward: [Double]
  /// p(s₀), `[S]`.
  public let start: [Double]
  /// γ, from 0 to 1.
  public private(set) var discount: Double
  /// Whether an episode that enters the state is over, `[S]`.
  public let isTerminal: [Bool]

  /// - Parameters:
  ///   - transition: P(s′ | s, a) as `transition[s][a][s′]`.
  ///   - reward: r(s, a) as `reward[s][a]`.
  ///   - start: p(s₀).
  ///   - discount: γ.
  ///   - terminalStates: states that end an episode. Every action must keep them where they are
  ///     and pay nothing.
  public init(
    transition: [[[Double]]], reward: [[Double]], start: [Double], discount: Double,
    terminalStates: Set<Int> = []
  ) {
    stateCount = start.count
    actionCount = reward.first?.count ?? 0
    Self.checkShape(transition, reward, states: stateCount, actions: actionCount)
    self.transition = transition.flatMap { $0.flatMap { $0 } }
    self.reward = reward.flatMap { $0 }
    self.start = start
    self.discount = discount
    isTerminal = (0..<stateCount).map(terminalStates.contains)
    checkNumbers()
    terminalStates.sorted().forEach(checkTerminal)
  }

  /// The same world with another discount γ.
  public func discounted(by discount: Double) -> TabularMDP {
    var mdp = self
    mdp.discount = discount
    mdp.checkDiscount()
    return mdp
  }

  /// P(· | s, a): the probabilities of the states that may follow, `[S]`.
  public func nextStates(from state: Int, action: Int) -> ArraySlice<Double> {
    let first = (state * actionCount + action) * stateCount
    return transition[first..<(first + stateCount)]
  }

  /// r(s, a).
  public func reward(state: Int, action: Int) -> Double { reward[state * actionCount + action] }
}

// MARK: - Checks

extension TabularMDP {
  private static func checkShape(
    _ transition: [[[Double]]], _ reward: [[Double]], states: Int, actions: Int
  ) {
    require(states > 0 && actions > 0, "an MDP needs at least one state and one action")
    require(
      transition.count == states && reward.count == states,
      """
      transition and reward need one row for each of the \(states) states of `start`; \
      got \(transition.count) and \(reward.count) rows
      """)
    for s in 0..<states {
      require(
        reward[s].count == actions && transition[s].count == actions
          && transition[s].allSatisfy { $0.count == states },
        "state \(s) needs \(actions) actions (as state 0 has), each with \(states) probabilities")
    }
  }

  private func checkDiscount() {
    require(discount >= 0 && discount <= 1, "a discount lies from 0 to 1; got \(discount)")
  }

  private func checkNumbers() {
    checkDiscount()
    requireDistribution(start, "p(s₀)")
    for s in 0..<stateCount {
      for a in 0..<actionCount {
        requireDistribution(nextStates(from: s, action: a), "P(· | s = \(s), a = \(a))")
        require(
          reward(state: s, action: a).isFinite,
          "rewards are finite numbers; got r(s = \(s), a = \(a)) = \(reward(state: s, action: a))")
      }
    }
  }

  private func checkTerminal(_ state: Int) {
    require(
      state >= 0 && state < stateCount,
      "terminal state \(state) does not exist; states are 0 to \(stateCount - 1)")
    require(start[state] == 0, "an episode cannot start in the terminal state \(state)")
    for a in 0..<actionCount {
      let stays = nextStates(from: state, action: a)[(state * actionCount + a) * stateCount + state]
      require(
        stays == 1 && reward(state: state, action: a) == 0,
        """
        in the terminal state \(state) every action stays and pays nothing; action \(a) stays with \
        probability \(stays) and pays \(reward(state: state, action: a))
        """)
    }
  }

  func requireMatch(_ policy: TabularPolicy) {
    require(
      policy.stateCount == stateCount && policy.actionCount == actionCount,
      """
      the policy is for \(policy.stateCount) states × \(policy.actionCount) actions, \
      the MDP has \(stateCount) × \(actionCount)
      """)
  }
}

/// Traps unless the numbers are probabilities that sum to 1.
func requireDistribution(
  _ probabilities: some Collection<Double>, _ name: @autoclosure () -> String
) {
  let sum = probabilities.reduce(0, +)
  require(
    probabilities.allSatisfy { $0 >= 0 } && (sum - 1).magnitude <= 1e-9,
    "\(name()) must be probabilities that sum to 1; got \(Array(probabilities)), sum \(sum)")
}
