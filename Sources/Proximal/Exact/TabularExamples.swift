/// The small worlds of the course.
extension TabularMDP {
  /// A corridor of three cells with a bell at either end; you start in the middle.
  ///
  ///     state    0        1        2
  ///            ┌────────┬────────┬────────┐
  ///            │ bell 1 │ start  │ bell 3 │      actions: 0 left, 1 right
  ///            └────────┴────────┴────────┘
  ///
  /// A step to the next cell succeeds with probability 0.8; otherwise you slip and stay. Walking
  /// into the wall at the end rings its bell: reward 1 on the left, 3 on the right. Nothing else
  /// pays. Three steps make 48 trajectories. It never ends of itself and does not discount: ask
  /// for a horizon, or take `corridor.discounted(by: 0.9)`.
  public static let corridor = TabularMDP(
    transition: [
      [[1, 0, 0], [0.2, 0.8, 0]],
      [[0.8, 0.2, 0], [0, 0.2, 0.8]],
      [[0, 0.8, 0.2], [0, 0, 1]],
    ],
    reward: [[1, 0], [0, 0], [0, 3]],
    start: [0, 1, 0], discount: 1)

  /// A bandit: one state, an arm for every action, the arm's reward, and that is all.
  ///
  /// With γ = 0 whatever comes after the first pull is worth nothing, so J = Σ_a π(a) r(a).
  public static func bandit(rewards: [Double]) -> TabularMDP {
    TabularMDP(
      transition: [rewards.map { _ in [1] }], reward: [rewards], start: [1], discount: 0)
  }
}
