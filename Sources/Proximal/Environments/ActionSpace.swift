/// The actions that an environment takes, or that a policy gives.
public enum ActionSpace: Sendable, Equatable {
  /// One of the whole numbers 0 … count − 1.
  case discrete(count: Int)
  /// Several choices at once, each one of the whole numbers 0 … its count − 1.
  case multiDiscrete(counts: [Int])
  /// A vector of `count` numbers, each between `low` and `high`.
  case box(low: Float, high: Float, count: Int)

  /// How many elements make up one action.
  public var width: Int {
    switch self {
    case .discrete: 1
    case .multiDiscrete(let counts): counts.count
    case .box(_, _, let count): count
    }
  }

  /// Whether a world with this space can be given the actions of another. Bounds are the world's own
  /// business: it says what it does with a number beyond them.
  public func takes(_ actions: ActionSpace) -> Bool {
    switch (self, actions) {
    case (.discrete(let count), .discrete(let other)): count == other
    case (.multiDiscrete(let counts), .multiDiscrete(let others)): counts == others
    case (.box(_, _, let count), .box(_, _, let other)): count == other
    default: false
    }
  }
}

extension ActionSpace: CustomStringConvertible {
  /// `one of 2 actions`, `choices among 3 and 4`, or `2 numbers`.
  public var description: String {
    switch self {
    case .discrete(let count): "one of \(count) actions"
    case .multiDiscrete(let counts): "choices among \(counts)"
    case .box(_, _, let count): count == 1 ? "1 number" : "\(count) numbers"
    }
  }
}

extension Environment {
  /// Traps when a policy's actions are not those of this world, and says what does not fit.
  func check(_ distributions: some ActionDistributions) {
    require(
      actionSpace.takes(distributions.actionSpace),
      "\(id) takes \(actionSpace); the policy's distributions give \(distributions.actionSpace)")
  }
}
