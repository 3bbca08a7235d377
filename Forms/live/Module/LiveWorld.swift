import Proximal

/// The worlds that a page can train and play in, by the numbers that `worlds` in parts/07-settings.js
/// gives them.
enum LiveWorld: Int32 {
  case cartPole, pendulum, emptyRoom, doorKey, lavaGap, dynamicObstacles

  /// Traps where there is no such world.
  init(_ number: Int32) {
    guard let world = Self(rawValue: number) else { fatalError("there is no world \(number)") }
    self = world
  }

  /// What `proximal train` gives it.
  var settings: PPOSettings {
    switch self {
    case .cartPole: return PPOSettings()
    case .pendulum: return .pendulum
    case .emptyRoom, .doorKey, .lavaGap: return .miniGrid
    case .dynamicObstacles:
      var settings = PPOSettings.miniGrid
      settings.entropyCoefficient = .constant(0.02)
      return settings
    }
  }

  /// Steps of a whole training, as `proximal train` has them.
  var steps: Int {
    switch self {
    case .cartPole: 500_000
    case .pendulum: 100_000
    case .emptyRoom: 61_440
    case .doorKey: 102_400
    case .lavaGap: 1_024_000
    case .dynamicObstacles: 512_000
    }
  }
}

/// The worlds of MiniGrid as one type, so that the training is compiled once for all of them.
struct LiveLayout: MiniGridLayout {
  private enum Kind {
    case emptyRoom(EmptyRoom)
    case doorKey(DoorKey)
    case lavaGap(LavaGap)
    case dynamicObstacles(DynamicObstacles)
  }

  private let kind: Kind
  /// The page knows its name.
  var id: String { "MiniGrid" }
  let mission: String
  let width: Int
  let height: Int
  let timeLimit: Int
  let seesThroughWalls: Bool
  let actionCount: Int

  /// Nil for a world without a grid.
  init?(_ world: LiveWorld) {
    switch world {
    case .cartPole, .pendulum: return nil
    case .emptyRoom: self.init(EmptyRoom(size: 5)) { .emptyRoom($0) }
    case .doorKey: self.init(DoorKey(size: 5)) { .doorKey($0) }
    case .lavaGap: self.init(LavaGap(size: 5)) { .lavaGap($0) }
    case .dynamicObstacles: self.init(DynamicObstacles(size: 5)) { .dynamicObstacles($0) }
    }
  }

  private init<Layout: MiniGridLayout>(_ layout: Layout, _ kind: (Layout) -> Kind) {
    self.kind = kind(layout)
    mission = layout.mission
    (width, height) = (layout.width, layout.height)
    (timeLimit, seesThroughWalls) = (layout.timeLimit, layout.seesThroughWalls)
    actionCount = layout.actionCount
  }

  func build(_ world: inout MiniGridWorld, drawing generator: inout PCG64) {
    switch kind {
    case .emptyRoom(let layout): layout.build(&world, drawing: &generator)
    case .doorKey(let layout): layout.build(&world, drawing: &generator)
    case .lavaGap(let layout): layout.build(&world, drawing: &generator)
    case .dynamicObstacles(let layout): layout.build(&world, drawing: &generator)
    }
  }

  func step(
    _ action: MiniGridAction, in world: inout MiniGridWorld, of episode: inout Episode
  ) -> MiniGridEvent {
    switch kind {
    case .emptyRoom(let layout): layout.step(action, in: &world, of: &episode)
    case .doorKey(let layout): layout.step(action, in: &world, of: &episode)
    case .lavaGap(let layout): layout.step(action, in: &world, of: &episode)
    case .dynamicObstacles(let layout): layout.step(action, in: &world, of: &episode)
    }
  }
}
