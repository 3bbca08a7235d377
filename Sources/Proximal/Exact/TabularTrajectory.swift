/// One episode of a tabular MDP, of T steps: τ = (s₀, a₀, r₀, s₁, a₁, r₁, …, s_T).
public struct TabularTrajectory: Sendable, Equatable {
  /// s₀, s₁, …: the T states in which an action was taken.
  public private(set) var states: [Int] = []
  /// a₀, a₁, …: T of them.
  public private(set) var actions: [Int] = []
  /// r₀, r₁, …: T of them.
  public private(set) var rewards: [Double] = []
  /// s_T, where the episode stopped: a terminal state, or any state at the horizon.
  public private(set) var finalState: Int
  /// R(τ) = Σ_t γᵗ r_t.
  public private(set) var discountedReturn = 0.0

  private var nextDiscount = 1.0  // γᵀ

  init(start: Int) { finalState = start }

  /// T, the number of steps.
  public var count: Int { actions.count }

  mutating func append(action: Int, reward: Double, nextState: Int, discount: Double) {
    states.append(finalState)
    actions.append(action)
    rewards.append(reward)
    discountedReturn += nextDiscount * reward
    nextDiscount *= discount
    finalState = nextState
  }
}
