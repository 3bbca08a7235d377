/// N copies of an environment, stepped together, that never stop: a copy whose episode ends starts
/// its next one in the same step (Gymnasium's SameStep autoreset).
///
///     var environments = VectorEnvironment(repeating: CartPole(), count: 8)
///     environments.reset(seed: 1)
///     for _ in 0..<stepCount {
///       let actions = policy(environments.observations)
///       environments.step(actions)
///       // now read rewards, terminated, truncated, finalObservations, finishedEpisodes
///     }
///
/// Copy i is seeded with `seed + i` and depends on nothing but its own seed and actions: its
/// numbers are those of the same environment alone.
///
/// What a step gives lies in arrays, one element or row for each copy, ready for a network. A step
/// overwrites them and allocates nothing, unless the caller still holds last step's arrays: then
/// those are left as they were and new ones are made. Rewards are floats here, as training takes
/// them; returns are summed in double.
public struct VectorEnvironment<E: Environment>: Sendable {
  @usableFromInline var environments: [E]
  @usableFromInline var currentObservations: [Float]
  @usableFromInline var lastRewards: [Float]
  @usableFromInline var lastTerminated: [Bool]
  @usableFromInline var lastTruncated: [Bool]
  @usableFromInline var endedObservations: [Float]
  @usableFromInline var runningReturns: [Double]
  @usableFromInline var runningLengths: [Int]
  @usableFromInline var endedEpisodes: [FinishedEpisode]
  /// Floats of one observation.
  public let observationCount: Int
  /// Elements of one action.
  @usableFromInline let actionWidth: Int

  /// `count` copies of an environment. Call `reset(seed:)` before anything else.
  public init(repeating environment: E, count: Int) {
    require(count > 0, "a vector of environments holds at least one; got \(count)")
    environments = Array(repeating: environment, count: count)
    observationCount = environment.observationCount
    require(observationCount > 0, "an observation has a number at least; got none")
    currentObservations = Array(repeating: 0, count: count * observationCount)
    endedObservations = currentObservations
    lastRewards = Array(repeating: 0, count: count)
    lastTerminated = Array(repeating: false, count: count)
    lastTruncated = lastTerminated
    runningReturns = Array(repeating: 0, count: count)
    runningLengths = Array(repeating: 0, count: count)
    endedEpisodes = []
    endedEpisodes.reserveCapacity(count)
    actionWidth = environment.actionSpace.width
  }

  /// Starts an episode in every copy; copy i gets the seed `seed + i`.
  @inlinable
  public mutating func reset(seed: UInt64) {
    require(
      seed <= UInt64.max - UInt64(count - 1),
      "the seeds of \(count) copies, counted from \(seed), do not fit in 64 bits")
    for index in environments.indices {
      let observation = environments[index].reset(seed: seed + UInt64(index))
      begin(index, with: observation)
    }
    forgetLastStep()
  }

  /// Starts an episode in every copy; the random number generators go on where they stand.
  @inlinable
  public mutating func reset() {
    for index in environments.indices {
      let observation = environments[index].reset()
      begin(index, with: observation)
    }
    forgetLastStep()
  }

  /// Takes one action in every copy, `actions` [N × elements of one action].
  @inlinable
  public mutating func step(_ actions: [E.Action.Element]) {
    require(
      actions.count == count * actionWidth,
      "\(count) environments take one action each"
        + (actionWidth == 1 ? "" : ", of \(actionWidth) elements")
        + "; got \(actions.count) \(actionWidth == 1 ? "actions" : "elements")")
    if !endedEpisodes.isEmpty { endedEpisodes.removeAll(keepingCapacity: true) }
    if stepEach(actions) { restartEnded() }
  }

  /// Steps every copy and writes what it answers, resetting none. Returns whether an episode ended.
  @inlinable
  mutating func stepEach(_ actions: [E.Action.Element]) -> Bool {
    var someEnded = false
    if E.hearsActionsAhead {
      for index in environments.indices { environments[index].hear(action(index, of: actions)) }
    }
    for index in environments.indices {
      let step = environments[index].step(action(index, of: actions))
      show(index, step.observation)
      lastRewards[index] = Float(step.reward)
      lastTerminated[index] = step.terminated
      lastTruncated[index] = step.truncated
      runningReturns[index] += step.reward
      runningLengths[index] += 1
      someEnded = someEnded || step.terminated || step.truncated
    }
    return someEnded
  }

  @inlinable
  func action(_ index: Int, of actions: [E.Action.Element]) -> E.Action {
    let first = index * actionWidth
    return E.Action(elements: actions.span.extracting(first..<first + actionWidth))
  }

  /// Hands over the last observation of every episode that ended, records it, begins the next one.
  @inlinable
  mutating func restartEnded() {
    for index in environments.indices where lastTerminated[index] || lastTruncated[index] {
      for element in index * observationCount..<(index + 1) * observationCount {
        endedObservations[element] = currentObservations[element]
      }
      endedEpisodes.append(
        FinishedEpisode(
          environment: index, episodeReturn: runningReturns[index], length: runningLengths[index],
          status: EpisodeStatus(
            terminated: lastTerminated[index], truncated: lastTruncated[index])))
      let observation = environments[index].reset()
      begin(index, with: observation)
    }
  }

  /// Writes the first observation of a copy's new episode and counts from 0 again.
  @inlinable
  mutating func begin(_ index: Int, with observation: E.Observation) {
    show(index, observation)
    runningReturns[index] = 0
    runningLengths[index] = 0
  }

  /// Puts a copy's observation into its row.
  @inlinable
  mutating func show(_ index: Int, _ observation: E.Observation) {
    require(
      observation.count == observationCount,
      "\(id) shows \(observationCount) numbers; an observation has \(observation.count)")
    observation.write(to: &currentObservations, at: index * observationCount)
  }

  /// After a reset there is no last step to speak of.
  @inlinable
  mutating func forgetLastStep() {
    for index in environments.indices {
      lastRewards[index] = 0
      lastTerminated[index] = false
      lastTruncated[index] = false
    }
    endedEpisodes.removeAll(keepingCapacity: true)
  }
}

extension VectorEnvironment {
  /// N, the number of copies.
  @inlinable public var count: Int { environments.count }
  /// Gymnasium's name of the environment.
  public var id: String { environments[0].id }
  /// The actions that each copy takes.
  public var actionSpace: ActionSpace { environments[0].actionSpace }
  /// The number of steps after which an episode is cut off.
  public var timeLimit: Int { environments[0].timeLimit }

  /// What each copy sees before its next action, [N × observation], a row for each copy: where an
  /// episode has just ended, the first observation of the next one.
  @inlinable public var observations: [Float] { currentObservations }
  /// The rewards of the last step, [N].
  @inlinable public var rewards: [Float] { lastRewards }
  /// Whether the last step terminated the copy's episode, [N].
  @inlinable public var terminated: [Bool] { lastTerminated }
  /// Whether the last step reached the time limit, [N]. Both flags can be true.
  @inlinable public var truncated: [Bool] { lastTruncated }
  /// The last observations of the episodes that ended in the last step, [N × observation]. The rows
  /// of copies whose episode goes on hold nothing of meaning.
  @inlinable public var finalObservations: [Float] { endedObservations }
  /// The rewards each running episode has earned so far, summed without discount, [N].
  @inlinable public var episodeReturns: [Double] { runningReturns }
  /// The episodes that ended in the last step, in the order of the copies; mostly none.
  @inlinable public var finishedEpisodes: [FinishedEpisode] { endedEpisodes }
}

extension VectorEnvironment where E: Archivable {
  /// The state of one copy, and what it shows.
  mutating func archive(copy i: Int, in archive: inout StateArchive) throws(StateArchiveError) {
    try environments[i].archive(in: &archive)
    for element in i * observationCount..<(i + 1) * observationCount {
      try archive.visit(&currentObservations[element])
    }
    try archive.visit(&runningReturns[i])
    try archive.visit(&runningLengths[i], in: 0...timeLimit, "the length of an episode")
  }
}
