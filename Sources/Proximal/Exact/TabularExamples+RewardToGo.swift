/// The small worlds of the chapter on reward-to-go. Each ends by itself after at most two steps.
extension TabularMDP {
  /// Two steps, of which the second takes back what the first gave: r₁ = −r₀.
  ///
  ///     state 0 ── action 0: +1 ──→ state 1 ── either action: −1 ──→ over
  ///             └─ action 1: −1 ──→ state 2 ── either action: +1 ──→ over
  ///
  /// Every episode returns 0, so the whole return as a score weight has no variance at all.
  public static let cancelling = TabularMDP(
    transition: [
      [[0, 1, 0, 0], [0, 0, 1, 0]],
      [[0, 0, 0, 1], [0, 0, 0, 1]],
      [[0, 0, 0, 1], [0, 0, 0, 1]],
      [[0, 0, 0, 1], [0, 0, 0, 1]],
    ],
    reward: [[1, -1], [-1, -1], [1, 1], [0, 0]],
    start: [1, 0, 0, 0], discount: 1, terminalStates: [3])

  /// At home you may stay, and the day is over, or go to the beach. At the beach you may stay, which
  /// pays 1, or go on, which pays ½; then the day is over too.
  ///
  ///     state 0, home  ── 0 stay: 0 ──→ over        ── 1 go: 0 ──→ beach
  ///     state 1, beach ── 0 stay: 1 ──→ over        ── 1 go: ½ ──→ over
  ///
  /// With discount ½ the usual update, which drops γᵗ, is the gradient of no function here; and for
  /// a policy that cannot tell the two states apart it can point away from the gradient of J.
  public static let beach = TabularMDP(
    transition: [
      [[0, 0, 1], [0, 1, 0]],
      [[0, 0, 1], [0, 0, 1]],
      [[0, 0, 1], [0, 0, 1]],
    ],
    reward: [[0, 0], [1, 0.5], [0, 0]],
    start: [1, 0, 0], discount: 0.5, terminalStates: [2])
}
