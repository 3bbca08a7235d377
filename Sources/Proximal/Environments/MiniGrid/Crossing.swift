/// A room crossed by rivers of lava, or by walls, with openings along one way to the goal.
public struct Crossing: MiniGridLayout {
  /// Cells on a side, the walls included; odd.
  public let size: Int
  /// How many rivers there are.
  public let rivers: Int
  /// Whether the rivers are lava (true) or walls (false).
  public let isLava: Bool

  /// - Parameters:
  ///   - size: cells on a side, the walls included; odd.
  ///   - rivers: how many cross the room.
  ///   - isLava: lava (true), which ends the episode, or walls (false).
  public init(size: Int, rivers: Int, isLava: Bool) {
    (self.size, self.rivers, self.isLava) = (size, rivers, isLava)
  }

  /// Farama's worlds of this kind.
  public static let known = [
    Self(size: 9, rivers: 1, isLava: false), Self(size: 9, rivers: 2, isLava: false),
    Self(size: 9, rivers: 1, isLava: true), Self(size: 9, rivers: 2, isLava: true),
  ]

  public var id: String { "MiniGrid-\(isLava ? "Lava" : "Simple")CrossingS\(size)N\(rivers)-v0" }
  public var mission: String {
    "\(isLava ? "avoid the lava" : "find the opening") and get to the green goal square"
  }
  public var width: Int { size }
  public var height: Int { size }
  public var timeLimit: Int { 4 * size * size }
  public var seesThroughWalls: Bool { false }

  private enum Direction { case vertical, horizontal }

  public func build(_ world: inout MiniGridWorld, drawing generator: inout PCG64) {
    world.enclose()
    world.agent = .inNearCorner
    world[world.farCorner] = .goal
    let (columns, rows) = drawRivers(&generator)
    let river = isLava ? MiniGridCell.lava : .wall
    for y in rows { world.fillRow(y, from: 1, count: width - 2, with: river) }
    for x in columns { world.fillColumn(x, from: 1, count: height - 2, with: river) }
    open(&world, columns: columns, rows: rows, drawing: &generator)
  }

  /// Where the vertical rivers (columns) and the horizontal ones (rows) run.
  private func drawRivers(_ generator: inout PCG64) -> (columns: [Int], rows: [Int]) {
    let places = stride(from: 2, to: size - 2, by: 2)
    var candidates = places.map { (Direction.vertical, $0) } + places.map { (.horizontal, $0) }
    generator.shuffle(&candidates)
    let chosen = candidates.prefix(rivers)
    func sorted(_ direction: Direction) -> [Int] {
      chosen.filter { $0.0 == direction }.map { $0.1 }.sorted()
    }
    return (sorted(.vertical), sorted(.horizontal))
  }

  /// Walks from room to room to the goal and opens each river on the way.
  private func open(
    _ world: inout MiniGridWorld, columns: [Int], rows: [Int], drawing generator: inout PCG64
  ) {
    // Each vertical river is crossed by a step to the right, each horizontal one by one down.
    var path = columns.map { _ in Direction.vertical } + rows.map { _ in .horizontal }
    generator.shuffle(&path)
    let xLimits = [0] + columns + [width - 1]
    let yLimits = [0] + rows + [height - 1]
    var (roomX, roomY) = (0, 0)
    for crossed in path {
      switch crossed {
      case .vertical:
        let y = generator.integer(in: yLimits[roomY] + 1..<yLimits[roomY + 1])
        world[xLimits[roomX + 1], y] = .empty
        roomX += 1
      case .horizontal:
        let x = generator.integer(in: xLimits[roomX] + 1..<xLimits[roomX + 1])
        world[x, yLimits[roomY + 1]] = .empty
        roomY += 1
      }
    }
  }
}
