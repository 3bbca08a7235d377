/// A room in which blue balls move about; to walk into one, or into a wall, ends the episode with a
/// reward of −1.
public struct DynamicObstacles: MiniGridLayout {
  /// The room without the balls.
  public let room: EmptyRoom

  /// - Parameters:
  ///   - size: cells on a side, the walls included.
  ///   - startsAnywhere: whether the agent starts anywhere, or in the near corner, looking right.
  public init(size: Int, startsAnywhere: Bool = false) {
    room = EmptyRoom(size: size, startsAnywhere: startsAnywhere)
  }

  /// Farama's worlds of this kind.
  public static let known = [
    Self(size: 5), Self(size: 5, startsAnywhere: true), Self(size: 6),
  ]

  public var id: String {
    let start = room.startsAnywhere ? "Random-" : ""
    return "MiniGrid-Dynamic-Obstacles-\(start)\(room.size)x\(room.size)-v0"
  }
  public var mission: String { room.mission }
  public var width: Int { room.size }
  public var height: Int { room.size }
  public var timeLimit: Int { room.timeLimit }
  public var seesThroughWalls: Bool { true }
  /// Turn left, turn right and walk.
  public var actionCount: Int { 3 }

  public func build(_ world: inout MiniGridWorld, drawing generator: inout PCG64) {
    room.build(&world, drawing: &generator)
    for _ in 0..<room.size / 2 {
      let ball = world.place(.ball(.blue), in: world.everywhere, drawing: &generator)!
      world.obstacles.append(ball)
    }
  }

  /// The balls move before the agent does; yet what it walks into is what stood before it.
  public func step(
    _ action: MiniGridAction, in world: inout MiniGridWorld, of episode: inout Episode
  ) -> MiniGridEvent {
    let front = world[world.agent.front].kind
    moveBalls(&world, &episode.generator)
    let event = world.act(action)
    let isClear = front == .empty || front == .goal
    return action == .forward && !isClear ? .collision : event
  }

  /// Each ball in turn goes to an empty cell beside its own, diagonals included; one that finds none
  /// in 101 tries stays.
  private func moveBalls(_ world: inout MiniGridWorld, _ generator: inout PCG64) {
    for index in world.obstacles.indices {
      let old = world.obstacles[index]
      let around = MiniGridRectangle(x: old.x - 1, y: old.y - 1, width: 3, height: 3)
      guard
        let new = world.place(.ball(.blue), in: around, tries: 101, drawing: &generator)
      else { continue }
      world[old] = .empty
      world.obstacles[index] = new
    }
  }
}
