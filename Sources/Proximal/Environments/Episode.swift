/// The bookkeeping every environment needs around its own dynamics: the random number generator,
/// the steps taken, the time limit, and whether a step may be taken at all.
///
/// An environment keeps one, calls `begin` in its resets, and puts its own part of `step(_:)`
/// between `beginStep` and `endStep`.
public struct Episode: Sendable {
  /// The generator that the environment draws from. Seeded by `begin(seed:)`.
  public var generator = PCG64(state: 0, increment: 1)
  /// The steps taken since the episode began.
  public private(set) var stepCount = 0
  /// The number of steps after which the episode is cut off.
  public let timeLimit: Int

  private var phase = Phase.unseeded

  private enum Phase: Int {
    case unseeded, running, over
  }

  /// Bookkeeping for episodes of at most `timeLimit` steps.
  public init(timeLimit: Int) {
    require(timeLimit > 0, "a time limit is at least one step; got \(timeLimit)")
    self.timeLimit = timeLimit
  }

  /// Begins an episode with a new generator.
  public mutating func begin(seed: UInt64) {
    generator = PCG64(seed: seed)
    (phase, stepCount) = (.running, 0)
  }

  /// Begins an episode; the generator goes on where it stands. Traps when there is none yet.
  public mutating func begin() {
    require(
      phase != .unseeded,
      "an environment without a seed has no random numbers: call reset(seed:) before reset()")
    (phase, stepCount) = (.running, 0)
  }

  /// Counts a step. Traps when there is no episode to take it in.
  public mutating func beginStep() {
    if phase != .running { refuseStep() }
    stepCount += 1
  }

  /// Ends the step just counted, and the episode with it if the environment has terminated or the
  /// time limit is reached.
  ///
  /// - Returns: whether the time limit is reached: the step's `truncated`.
  public mutating func endStep(terminated: Bool) -> Bool {
    let truncated = stepCount >= timeLimit
    if terminated || truncated { phase = .over }
    return truncated
  }

  private func refuseStep() -> Never {
    fatalError(
      phase == .unseeded
        ? "no episode has begun: call reset(seed:) before step(_:)"
        : "the episode ended at step \(stepCount): call reset() before step(_:)")
  }
}

extension Episode: Archivable {
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    // An episode that goes on can only be exchanged for another one in which a step can be taken.
    let goesOn = phase == .running
    try generator.archive(in: &archive)
    try archive.visit(
      &stepCount, in: 0...(goesOn ? timeLimit - 1 : timeLimit), "the number of an episode's steps")
    var number = phase.rawValue
    try archive.visit(&number, in: goesOn ? 1...1 : 0...2, "the phase of an episode")
    phase = Phase(rawValue: number)!
  }
}
