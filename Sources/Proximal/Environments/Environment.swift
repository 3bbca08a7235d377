/// A world to act in, one episode after another.
///
/// An environment is a value: a copy goes on from the same place by the same random numbers and
/// shares nothing with the original.
///
///     var environment = CartPole()
///     var observation = environment.reset(seed: 42)
///     var status = EpisodeStatus.running
///     while status == .running {
///       let step = environment.step(policy(observation))
///       (observation, status) = (step.observation, step.status)
///     }
///
/// The interface is Gymnasium's: the same seed and the same actions give the same observations,
/// rewards and flags as there.
public protocol Environment: Sendable {
  /// What is seen before each action.
  associatedtype Observation: ObservationVector
  /// What is done: an `Int` where the actions are discrete, a `Float` or a vector of them where they
  /// are numbers.
  associatedtype Action: ActionVector

  /// Gymnasium's name, such as `CartPole-v1`.
  var id: String { get }
  /// The actions that `step(_:)` takes.
  var actionSpace: ActionSpace { get }
  /// How many floats every observation has; follows from its type where that says so.
  var observationCount: Int { get }
  /// The number of steps after which an episode is cut off.
  var timeLimit: Int { get }

  /// Starts an episode from a new random number generator; returns the first observation.
  mutating func reset(seed: UInt64) -> Observation

  /// Starts an episode; the random number generator goes on where it stands.
  ///
  /// Traps in an environment that has never been given a seed: its episodes would not be repeatable.
  mutating func reset() -> Observation

  /// Takes one action. Traps when the action is outside the action space, and when the episode is
  /// over or has not begun.
  mutating func step(_ action: Action) -> Step<Observation>

  /// Whether the environment wants to hear an action before it is taken: one that lives in another
  /// process works while its neighbours are told theirs. False where nothing else is said.
  static var hearsActionsAhead: Bool { get }
  /// Hears the action of the step that comes next.
  mutating func hear(_ action: Action)
}

extension Environment {
  @inlinable
  public static var hearsActionsAhead: Bool { false }
  @inlinable
  public mutating func hear(_ action: Action) {}
}

extension Environment where Observation: FixedObservationVector {
  @inlinable
  public var observationCount: Int { Observation.length }
}
