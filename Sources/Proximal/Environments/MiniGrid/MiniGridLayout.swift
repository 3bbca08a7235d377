/// A kind of MiniGrid world: how its grid is built for an episode, and how it is named and limited.
///
/// A new world is a new layout; all else is `MiniGrid`. Build the grid with `enclose`, `fillRow`,
/// `fillColumn`, `place` and `placeAgent`, or put objects into cells; the draws follow in the order
/// of the calls.
public protocol MiniGridLayout: Sendable {
  /// Farama's name, such as `MiniGrid-Empty-5x5-v0`.
  var id: String { get }
  /// What the agent is told to do.
  var mission: String { get }
  /// Columns of the grid, the walls included.
  var width: Int { get }
  /// Rows of the grid, the walls included.
  var height: Int { get }
  /// The number of steps after which an episode is cut off.
  var timeLimit: Int { get }
  /// Whether walls and shut doors hide what is behind them (false) or not (true).
  var seesThroughWalls: Bool { get }
  /// How many of the seven actions there are, from the first on.
  var actionCount: Int { get }

  /// Builds the grid of an episode. `world` comes with empty cells and without an agent.
  func build(_ world: inout MiniGridWorld, drawing generator: inout PCG64)

  /// Takes one step, by default what the agent does and nothing else. Draw from the episode's
  /// generator where things move at random; the episode counts its steps itself.
  func step(
    _ action: MiniGridAction, in world: inout MiniGridWorld, of episode: inout Episode
  ) -> MiniGridEvent
}

extension MiniGridLayout {
  @inlinable public var actionCount: Int { 7 }

  @inlinable
  public func step(
    _ action: MiniGridAction, in world: inout MiniGridWorld, of episode: inout Episode
  ) -> MiniGridEvent {
    world.act(action)
  }
}
