/// The actions that an environment takes.
public enum ActionSpace: Sendable, Equatable {
  /// One of the whole numbers 0 … count − 1.
  case discrete(count: Int)
  /// A vector of `count` numbers, each between `low` and `high`.
  case box(low: Float, high: Float, count: Int)
}
