/// The T × N block of experience that one update consumes: T steps of each of N environments.
///
/// All arrays are step-major: what environment n did at step t is at index t · N + n. An episode may
/// end anywhere inside the block and the next one begins in the following row; an episode that is
/// still going at the end goes on in the next rollout.
///
/// Source: Schulman et al., “Proximal policy optimization algorithms”, 2017, algorithm 1.
public struct Rollout<Action: Sendable>: Sendable {
  /// T, the steps of each environment.
  public let stepCount: Int
  /// N, the environments.
  public let environmentCount: Int
  /// The length of one observation.
  public let observationCount: Int

  /// s_t, `[T × N × observationCount]`.
  public private(set) var observations: [Float]
  /// How many elements make up one action.
  public let actionWidth: Int
  /// a_t, `[T × N × actionWidth]`.
  public private(set) var actions: [Action]
  /// log π_old(a_t|s_t) at the time of acting, `[T × N]`.
  public private(set) var logProbabilities: [Float]
  /// r_t, `[T × N]`.
  public private(set) var rewards: [Float]
  /// Whether step t ended the episode for good, `[T × N]`.
  public private(set) var terminated: [Bool]
  /// Whether a time limit cut the episode off at step t, `[T × N]`.
  public private(set) var truncated: [Bool]
  /// The last observation of the episode that ended at step t, `[T × N × observationCount]`; only the
  /// rows of steps that ended one mean anything.
  public private(set) var finalObservations: [Float]
  /// What each environment shows after the last step, `[N × observationCount]`.
  public private(set) var nextObservations: [Float]

  /// T · N, the number of transitions.
  public var count: Int { stepCount * environmentCount }

  /// - Parameters:
  ///   - stepCount: T.
  ///   - environmentCount: N.
  ///   - observationCount: numbers in an observation.
  ///   - actionWidth: elements of `Action` that make up one action: 1 for an index.
  ///   - placeholder: fills the rows until they are recorded.
  public init(
    stepCount: Int, environmentCount: Int, observationCount: Int, actionWidth: Int = 1,
    placeholder: Action
  ) {
    require(
      stepCount > 0 && environmentCount > 0 && observationCount > 0 && actionWidth > 0,
      "a rollout needs steps, environments, observations and actions; got \(stepCount) × "
        + "\(environmentCount) × \(observationCount), actions of \(actionWidth)")
    self.actionWidth = actionWidth
    self.stepCount = stepCount
    self.environmentCount = environmentCount
    self.observationCount = observationCount
    let count = stepCount * environmentCount
    observations = [Float](repeating: 0, count: count * observationCount)
    finalObservations = observations
    nextObservations = [Float](repeating: 0, count: environmentCount * observationCount)
    actions = [Action](repeating: placeholder, count: count * actionWidth)
    logProbabilities = [Float](repeating: 0, count: count)
    rewards = logProbabilities
    terminated = [Bool](repeating: false, count: count)
    truncated = terminated
  }

  /// Records what was seen and decided at step t, one element an environment.
  @specialized(where Action == Int)
  @specialized(where Action == Float)
  public mutating func record(
    decisionAt t: Int, observations: [Float], actions: [Action], logProbabilities: [Float]
  ) {
    let n = environmentCount
    put(observations, into: &self.observations, at: t, of: stepCount, count: n * observationCount)
    put(actions, into: &self.actions, at: t, of: stepCount, count: n * actionWidth)
    put(logProbabilities, into: &self.logProbabilities, at: t, of: stepCount, count: n)
  }

  /// Records what came of it: the vector's latest step.
  @inlinable
  public mutating func record<World: Environment>(
    outcomeAt t: Int, of environments: VectorEnvironment<World>
  ) {
    record(
      outcomeAt: t, rewards: environments.rewards, terminated: environments.terminated,
      truncated: environments.truncated)
    for episode in environments.finishedEpisodes {
      record(
        finalObservationAt: t, of: episode.environment, among: environments.finalObservations)
    }
  }

  @usableFromInline
  @specialized(where Action == Int)
  @specialized(where Action == Float)
  mutating func record(
    outcomeAt t: Int, rewards: [Float], terminated: [Bool], truncated: [Bool]
  ) {
    put(rewards, into: &self.rewards, at: t, of: stepCount, count: environmentCount)
    put(terminated, into: &self.terminated, at: t, of: stepCount, count: environmentCount)
    put(truncated, into: &self.truncated, at: t, of: stepCount, count: environmentCount)
  }

  /// Records what each environment shows after the last step, `[N × observationCount]`.
  public mutating func record(nextObservations: [Float]) {
    put(
      nextObservations, into: &self.nextObservations, at: 0, of: 1,
      count: environmentCount * observationCount)
  }

  @usableFromInline
  mutating func record(finalObservationAt t: Int, of environment: Int, among all: [Float]) {
    let from = environment * observationCount
    let to = (t * environmentCount + environment) * observationCount
    for i in 0..<observationCount { finalObservations[to + i] = all[from + i] }
  }
}

extension Rollout {
  /// Copies the rollout of some of the environments, as many steps long, into its columns.
  @usableFromInline
  @specialized(where Action == Int)
  @specialized(where Action == Float)
  mutating func fill(environmentsFrom first: Int, with part: Self) {
    let columns = Columns(
      steps: stepCount, first: first, count: part.environmentCount, of: environmentCount)
    columns.copy(part.observations, to: &observations, width: observationCount)
    columns.copy(part.actions, to: &actions, width: actionWidth)
    columns.copy(part.logProbabilities, to: &logProbabilities, width: 1)
    columns.copy(part.rewards, to: &rewards, width: 1)
    columns.copy(part.terminated, to: &terminated, width: 1)
    columns.copy(part.truncated, to: &truncated, width: 1)
    Columns(steps: 1, first: first, count: part.environmentCount, of: environmentCount)
      .copy(part.nextObservations, to: &nextObservations, width: observationCount)
    // Of the steps that ended an episode; the other rows mean nothing.
    for row in 0..<part.count where part.terminated[row] || part.truncated[row] {
      let (t, n) = row.quotientAndRemainder(dividingBy: part.environmentCount)
      let from = row * observationCount
      let to = (t * environmentCount + first + n) * observationCount
      for i in 0..<observationCount { finalObservations[to + i] = part.finalObservations[from + i] }
    }
  }

  /// Packs, or unpacks, all that has been recorded.
  mutating func visit(_ parcel: inout Parcel) where Action: BitwiseCopyable {
    parcel.visit(&observations)
    parcel.visit(&actions)
    parcel.visit(&logProbabilities)
    parcel.visit(&rewards)
    parcel.visit(&terminated)
    parcel.visit(&truncated)
    parcel.visit(&nextObservations)
    for t in 0..<count where terminated[t] || truncated[t] {
      parcel.visit(&finalObservations, t * observationCount..<(t + 1) * observationCount)
    }
  }

  /// Normalises what the world showed last: at the end of each truncated episode, and after the last
  /// step. What it showed before each action is recorded as the policy saw it.
  mutating func normaliseLastObservations(by normalisation: ObservationNormalisation) {
    normalisation.apply(to: nextObservations, rows: environmentCount, into: &nextObservations)
    for t in 0..<count where truncated[t] {
      normalisation.apply(toRow: t, of: &finalObservations)
    }
  }

  /// Puts other rewards in the place of those of step t, `[N]`.
  mutating func replace(rewardsAt t: Int, by rewards: [Float]) {
    put(rewards, into: &self.rewards, at: t, of: stepCount, count: environmentCount)
  }
}

/// Copies the row of step t, `environmentCount · width` elements, to its place in a rollout's block.
@specialized(where Element == Float)
@specialized(where Element == Bool)
@specialized(where Element == Int)
private func put<Element>(
  _ row: [Element], into block: inout [Element], at t: Int, of stepCount: Int, count: Int
) {
  require(
    (0..<stepCount).contains(t) && row.count >= count,
    "step \(t) of a rollout of \(stepCount) steps takes \(count) elements; got \(row.count)")
  row.withUnsafeBufferPointer { row in
    block.withUnsafeMutableBufferPointer { block in
      (block.baseAddress! + t * count).update(from: row.baseAddress!, count: count)
    }
  }
}

/// Where some environments stand among all in a step-major block.
private struct Columns {
  let steps: Int
  let first: Int
  let count: Int
  let environments: Int

  init(steps: Int, first: Int, count: Int, of environments: Int) {
    (self.steps, self.first, self.count, self.environments) = (steps, first, count, environments)
  }

  /// Copies a block of theirs, `width` elements an environment, into the block of all.
  func copy<Element>(_ part: [Element], to block: inout [Element], width: Int) {
    part.withUnsafeBufferPointer { part in
      block.withUnsafeMutableBufferPointer { block in
        for t in 0..<steps {
          (block.baseAddress! + (t * environments + first) * width)
            .update(from: part.baseAddress! + t * count * width, count: count * width)
        }
      }
    }
  }
}
