/// What an environment answers to an action.
public struct Step<Observation: Sendable>: Sendable {
  /// What is seen after the action; of an episode's last step, its last observation.
  public var observation: Observation
  /// The reward for the action.
  public var reward: Double
  /// The episode has come to an end of its own: there is no future to value.
  public var terminated: Bool
  /// The time limit has cut the episode off: it had a future, which nobody will see.
  public var truncated: Bool

  /// An answer from its parts.
  // Environments lie in other files, from where a debug build would call the generic code.
  @specialized(where Observation == SIMD3<Float>)
  @specialized(where Observation == SIMD4<Float>)
  // It is borrowed because the optimiser of Swift 6.3.1 stops at an array that is handed over.
  @inlinable
  public init(
    observation: borrowing Observation, reward: Double, terminated: Bool, truncated: Bool
  ) {
    self.observation = copy observation
    self.reward = reward
    self.terminated = terminated
    self.truncated = truncated
  }

  /// How the episode stands after this step.
  @inlinable
  public var status: EpisodeStatus {
    EpisodeStatus(terminated: terminated, truncated: truncated)
  }
}

extension Step: Equatable where Observation: Equatable {}

/// How an episode stands: it goes on, or it has ended in one of two ways that learning must keep
/// apart.
public enum EpisodeStatus: Sendable, BitwiseCopyable {
  /// The next step can be taken.
  case running
  /// The environment came to an end of its own; the value of what follows is 0.
  case terminated
  /// The time limit cut the episode off; what follows still has a value.
  case truncated

  /// The status that two flags stand for. A step that does both has terminated: there is no future
  /// to cut off.
  @inlinable
  public init(terminated: Bool, truncated: Bool) {
    self = terminated ? .terminated : truncated ? .truncated : .running
  }
}
