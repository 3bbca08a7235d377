import Proximal

/// Keeps an episode on the path of its file where the two part by the last bit of a sine or cosine.
///
/// The core's sine and cosine are the doubles nearest to the true values. Those under NumPy are the C
/// library's, which are the neighbours of these about once in 600 calls, and not for the same arguments
/// on every processor. Everything else is computed alike, so a state of the file follows from the one
/// before to the last bit, or, rarely, to the last but one. Where it is the latter, the file's state is
/// taken over and the episode goes on from it. An episode in which that happens more often than a C
/// library's rounding explains is left to differ.
struct LastBits {
  /// The most steps out of so many after which the file's state is taken over.
  private static let stepsForEach = 50
  private var (steps, taken) = (0, 0)

  /// What stands in the file after this step, if it is the computed state but for a last bit.
  ///
  /// - Parameter stepCount: how many steps have gone by since the last comparison.
  mutating func state<State: SIMD<Double>>(
    of field: GoldenField, insteadOf computed: State, after stepCount: Int = 1
  ) -> State? {
    steps += stepCount
    guard let expected = try? field.inputFinites(), expected.count == State.scalarCount else {
      return nil
    }
    let state = State(expected)
    guard state != computed else { return nil }
    // Two units in the last place of each number, or of 1, for each step.
    let bound = Double(stepCount) * 0x1p-51
    for i in state.indices
    where abs(state[i] - computed[i]) > bound * max(1, abs(computed[i])) { return nil }
    guard (taken + 1) * Self.stepsForEach <= steps + Self.stepsForEach else { return nil }
    taken += 1
    return state
  }
}
