/// The bookkeeping every environment needs around its own dynamics: the random number generator,
/// the steps taken, the time limit, and whether a step may be taken at all.
///
/// An environment keeps one, calls `begin` in its resets, `takeStep` first and `answer` last in
/// its `step(_:)`.
public struct Episode: Sendable {
  /// The generator that the environment draws from. Only meaningful once `begin(seed:)` was called.
  public var generator = PCG64(state: 0, increment: 1)
  /// The steps taken since the episode began.
  @inlinable public var stepCount: Int { stepsTaken }
  @usableFromInline var stepsTaken = 0
  /// The number of steps after which the episode is cut off.
  public let timeLimit: Int

  @usableFromInline var phase = Phase.unseeded

  @usableFromInline
  enum Phase: Sendable {
    case unseeded, running, over
  }

  /// Bookkeeping for episodes of at most `timeLimit` steps.
  public init(timeLimit: Int) {
    precondition(timeLimit > 0, "a time limit is at least one step; got \(timeLimit)")
    self.timeLimit = timeLimit
  }

  /// Begins an episode with a new generator.
  public mutating func begin(seed: UInt64) {
    generator = PCG64(seed: seed)
    phase = .running
    stepsTaken = 0
  }

  /// Begins an episode with the generator as it stands.
  public mutating func begin() {
    precondition(
      phase != .unseeded,
      "an environment without a seed has no random numbers: call reset(seed:) before reset()")
    phase = .running
    stepsTaken = 0
  }

  /// Counts a step; traps when there is no episode to take it in.
  @inlinable
  public mutating func takeStep() {
    precondition(
      phase != .unseeded,
      "no episode has begun: call reset(seed:) before step(_:)")
    precondition(
      phase == .running,
      "the episode ended at step \(stepCount): call reset() before step(_:)")
    stepsTaken += 1
  }

  /// The answer to the step just counted; the episode is over if it terminated or reached the
  /// time limit.
  @inlinable
  public mutating func answer<Observation>(
    observation: Observation, reward: Double, terminated: Bool
  ) -> Step<Observation> {
    let truncated = stepCount >= timeLimit
    if terminated || truncated { phase = .over }
    return Step(
      observation: observation, reward: reward, terminated: terminated, truncated: truncated)
  }
}
