import Proximal
import Testing

/// What every environment promises, checked by playing it.
///
/// Not checked here, because a process that traps must be started from code that names its types:
/// an action outside the space, a step before the first reset and a step after the end. Each
/// environment's own tests do that.
///
/// - Parameters:
///   - environment: one that has never been given a seed.
///   - steps: how many steps to play; enough for several episodes to end.
///   - action: draws an action from the action space.
func expectContract<E: Environment>(
  of environment: E, steps: Int, action: (inout PCG64) -> E.Action,
  sourceLocation: SourceLocation = #_sourceLocation
) where E.Action.Element == E.Action {
  let contract = EnvironmentContract(
    environment: environment, steps: steps, sourceLocation: sourceLocation)
  withoutActuallyEscaping(action) { action in
    contract.expectRepeatability(action)
    contract.expectValueSemantics(action)
    contract.expectEpisodesEndAsFlagged(action)
    contract.expectObservationsFill(action)
    contract.expectVectorEqualsSingles(action)
  }
}

/// One environment's play, as plain numbers.
private struct Play: Equatable {
  var observations: [[Float]] = []
  var rewards: [Double] = []
  var statuses: [EpisodeStatus] = []
}

private struct EnvironmentContract<E: Environment> where E.Action.Element == E.Action {
  typealias DrawAction = (inout PCG64) -> E.Action
  let environment: E
  let steps: Int
  let sourceLocation: SourceLocation

  /// Plays on from wherever the environment stands, resetting after every end.
  func play(_ environment: inout E, steps: Int, actionSeed: UInt64, _ action: DrawAction) -> Play {
    var generator = PCG64(seed: actionSeed)
    var play = Play()
    for _ in 0..<steps {
      let step = environment.step(action(&generator))
      play.observations.append(floats(step.observation))
      play.rewards.append(step.reward)
      play.statuses.append(step.status)
      if step.status != .running { play.observations.append(floats(environment.reset())) }
    }
    return play
  }

  /// The same seed and actions give the same play, also in an environment that was used before;
  /// episodes after the first follow from the first one's seed.
  func expectRepeatability(_ action: DrawAction) {
    var (first, second) = (environment, environment)
    #expect(
      floats(first.reset(seed: 42)) == floats(second.reset(seed: 42)),
      "the first observations of one seed differ", sourceLocation: sourceLocation)
    let played = play(&first, steps: steps, actionSeed: 1, action)
    #expect(
      played == play(&second, steps: steps, actionSeed: 1, action),
      "one seed gives two plays", sourceLocation: sourceLocation)
    _ = first.reset(seed: 42)
    #expect(
      played == play(&first, steps: steps, actionSeed: 1, action),
      "reset(seed:) does not forget what was played before", sourceLocation: sourceLocation)
  }

  /// A copy goes on as the original would have, and neither disturbs the other.
  func expectValueSemantics(_ action: DrawAction) {
    var original = environment
    _ = original.reset(seed: 7)
    _ = play(&original, steps: steps / 2, actionSeed: 2, action)
    var copy = original
    let played = play(&copy, steps: steps, actionSeed: 3, action)
    #expect(
      played == play(&original, steps: steps, actionSeed: 3, action),
      "a copy does not go on as the original does", sourceLocation: sourceLocation)
  }

  /// An episode is truncated at the time limit and nowhere else; no episode is longer.
  func expectEpisodesEndAsFlagged(_ action: DrawAction) {
    var environment = environment
    _ = environment.reset(seed: 3)
    var generator = PCG64(seed: 4)
    var (length, ends) = (0, 0)
    for _ in 0..<steps {
      let step = environment.step(action(&generator))
      length += 1
      #expect(
        step.truncated == (length == environment.timeLimit),
        "step \(length) of at most \(environment.timeLimit): truncated is \(step.truncated)",
        sourceLocation: sourceLocation)
      guard step.status != .running else { continue }
      _ = environment.reset()
      (length, ends) = (0, ends + 1)
    }
    #expect(
      ends >= 3, "\(steps) steps ended \(ends) episodes: too few to judge by",
      sourceLocation: sourceLocation)
  }

  /// An observation fills its row with finite numbers and touches no other.
  func expectObservationsFill(_ action: DrawAction) {
    var environment = environment
    var observation = environment.reset(seed: 5)
    var generator = PCG64(seed: 6)
    let width = environment.observationCount
    for _ in 0..<min(steps, 20) {
      let row = floats(observation, in: 3, at: 1)
      let isFinite = row[width..<2 * width].allSatisfy { $0.isFinite }
      let isAlone = (row[..<width] + row[(2 * width)...]).allSatisfy { $0.isNaN }
      #expect(
        isFinite, "an observation is not finite: \(row)",
        sourceLocation: sourceLocation)
      #expect(
        isAlone, "an observation writes beside its row: \(row)",
        sourceLocation: sourceLocation)
      let step = environment.step(action(&generator))
      observation = step.status == .running ? step.observation : environment.reset()
    }
  }

  /// Each environment of a vector gives the bits it gives alone, resets in the step that ends its
  /// episode, and hands over the last observation and the episode's record.
  func expectVectorEqualsSingles(_ action: DrawAction) {
    let count = 3
    var vector = VectorEnvironment(repeating: environment, count: count)
    var singles = (0..<count).map { _ in SingleInVector(environment: environment) }
    vector.reset(seed: 11)
    for index in 0..<count { singles[index].reset(seed: 11 + UInt64(index)) }
    #expect(vector.observations == singles.flatMap(\.observation), sourceLocation: sourceLocation)

    var generator = PCG64(seed: 12)
    for _ in 0..<steps {
      let actions = (0..<count).map { _ in action(&generator) }
      vector.step(actions)
      for index in 0..<count { singles[index].step(actions[index], index: index) }
      expectEqual(vector, singles)
    }
  }

  private func expectEqual(_ vector: VectorEnvironment<E>, _ singles: [SingleInVector<E>]) {
    let width = vector.observationCount
    func expect(_ condition: Bool, _ what: Comment) {
      #expect(condition, what, sourceLocation: sourceLocation)
    }
    expect(vector.observations == singles.flatMap(\.observation), "observations")
    expect(vector.rewards == singles.map { Float($0.lastStep!.reward) }, "rewards")
    expect(vector.terminated == singles.map { $0.lastStep!.terminated }, "terminated")
    expect(vector.truncated == singles.map { $0.lastStep!.truncated }, "truncated")
    expect(vector.episodeReturns == singles.map(\.episodeReturn), "running returns")
    expect(vector.finishedEpisodes == singles.compactMap(\.finished), "finished episodes")
    for (index, single) in singles.enumerated() where single.finished != nil {
      let row = vector.finalObservations[index * width..<(index + 1) * width]
      expect(Array(row) == floats(single.lastStep!.observation), "final observation of \(index)")
    }
  }
}

/// A single environment that does by hand what a vector of environments promises.
private struct SingleInVector<E: Environment> {
  var environment: E
  var observation: [Float] = []
  var lastStep: Step<E.Observation>?
  var episodeReturn = 0.0
  var length = 0
  var finished: FinishedEpisode?

  init(environment: E) {
    self.environment = environment
  }

  mutating func reset(seed: UInt64) {
    observation = floats(environment.reset(seed: seed))
  }

  mutating func step(_ action: E.Action, index: Int) {
    let step = environment.step(action)
    (lastStep, observation, finished) = (step, floats(step.observation), nil)
    (episodeReturn, length) = (episodeReturn + step.reward, length + 1)
    guard step.status != .running else { return }
    finished = FinishedEpisode(
      environment: index, episodeReturn: episodeReturn, length: length, status: step.status)
    observation = floats(environment.reset())
    (episodeReturn, length) = (0, 0)
  }
}

/// What an observation writes into one of several rows; NaN where nothing is written.
private func floats<Observation: ObservationVector>(
  _ observation: Observation, in rows: Int = 1, at row: Int = 0
) -> [Float] {
  var floats = Array(repeating: Float.nan, count: rows * observation.count)
  observation.write(to: &floats, at: row * observation.count)
  return floats
}
