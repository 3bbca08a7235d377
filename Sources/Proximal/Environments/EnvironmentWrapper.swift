/// A world that changes another one in one place: everything that is not said otherwise is done as
/// the world inside does it. Gymnasium calls it a wrapper.
public protocol EnvironmentWrapper: Environment {
  /// The kind of world inside.
  associatedtype World: Environment
  /// The world inside.
  var world: World { get set }
}

extension EnvironmentWrapper {
  public var id: String { world.id }
  public var actionSpace: ActionSpace { world.actionSpace }
  public var timeLimit: Int { world.timeLimit }
}

extension EnvironmentWrapper where Observation == World.Observation {
  public var observationCount: Int { world.observationCount }
  public mutating func reset(seed: UInt64) -> Observation { world.reset(seed: seed) }
  public mutating func reset() -> Observation { world.reset() }
}

extension EnvironmentWrapper where Action == World.Action {
  public static var hearsActionsAhead: Bool { World.hearsActionsAhead }
  public mutating func hear(_ action: Action) { world.hear(action) }
}

extension EnvironmentWrapper where Observation == World.Observation, Action == World.Action {
  public mutating func step(_ action: Action) -> Step<Observation> { world.step(action) }
}
