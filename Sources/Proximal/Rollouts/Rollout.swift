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
  /// a_t, `[T × N]`.
  public private(set) var actions: [Action]
  /// log π_old(a_t|s_t) at the time of acting, `[T × N]`.
  public private(set) var logProbabilities: [Float]
  /// V(s_t) at the time of acting, `[T × N]`.
  public private(set) var values: [Float]
  /// r_t, `[T × N]`.
  public private(set) var rewards: [Float]
  /// Whether step t ended the episode for good, `[T × N]`.
  public private(set) var terminated: [Bool]
  /// Whether a time limit cut the episode off at step t, `[T × N]`.
  public private(set) var truncated: [Bool]
  /// The last observation of the episode that ended at step t, `[T × N × observationCount]`; only the
  /// rows of steps that ended one mean anything.
  public private(set) var finalObservations: [Float]

  /// T · N, the number of transitions.
  public var count: Int { stepCount * environmentCount }

  /// - Parameter placeholder: any action; it fills the rows until they are recorded.
  public init(stepCount: Int, environmentCount: Int, observationCount: Int, placeholder: Action) {
    require(
      stepCount > 0 && environmentCount > 0 && observationCount > 0,
      "a rollout needs steps, environments and observations; got \(stepCount) × "
        + "\(environmentCount) × \(observationCount)")
    self.stepCount = stepCount
    self.environmentCount = environmentCount
    self.observationCount = observationCount
    let count = stepCount * environmentCount
    observations = [Float](repeating: 0, count: count * observationCount)
    finalObservations = observations
    actions = [Action](repeating: placeholder, count: count)
    logProbabilities = [Float](repeating: 0, count: count)
    values = logProbabilities
    rewards = logProbabilities
    terminated = [Bool](repeating: false, count: count)
    truncated = terminated
  }

  /// Records what was seen and decided at step t, one element an environment.
  public mutating func record(
    decisionAt t: Int, observations: [Float], actions: [Action], logProbabilities: [Float],
    values: [Float]
  ) {
    put(observations, into: &self.observations, at: t, width: observationCount)
    put(actions, into: &self.actions, at: t)
    put(logProbabilities, into: &self.logProbabilities, at: t)
    put(values, into: &self.values, at: t)
  }

  /// Records what came of it: the vector's latest step.
  public mutating func record<World: Environment>(
    outcomeAt t: Int, of environments: VectorEnvironment<World>
  ) {
    put(environments.rewards, into: &rewards, at: t)
    put(environments.terminated, into: &terminated, at: t)
    put(environments.truncated, into: &truncated, at: t)
    put(environments.finalObservations, into: &finalObservations, at: t, width: observationCount)
  }

  /// Copies one step's row of N · width elements to its place.
  private func put<Element>(
    _ row: [Element], into block: inout [Element], at t: Int, width: Int = 1
  ) {
    let count = environmentCount * width
    require(
      (0..<stepCount).contains(t) && row.count >= count,
      "step \(t) of a rollout of \(stepCount) steps takes \(count) elements; got \(row.count)")
    row.withUnsafeBufferPointer { row in
      block.withUnsafeMutableBufferPointer { block in
        (block.baseAddress! + t * count).update(from: row.baseAddress!, count: count)
      }
    }
  }
}
