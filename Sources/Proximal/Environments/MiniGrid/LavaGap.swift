/// A room cut in two by a column of lava with one gap, which must be found and passed.
public struct LavaGap: MiniGridLayout {
  /// Cells on a side, the walls included.
  public let size: Int

  /// - Parameter size: cells on a side, the walls included.
  public init(size: Int) {
    self.size = size
  }

  /// Farama's worlds of this kind.
  public static let known = [Self(size: 5), Self(size: 6), Self(size: 7)]

  public var id: String { "MiniGrid-LavaGapS\(size)-v0" }
  public var mission: String { "avoid the lava and get to the green goal square" }
  public var width: Int { size }
  public var height: Int { size }
  public var timeLimit: Int { 4 * size * size }
  public var seesThroughWalls: Bool { false }

  public func build(_ world: inout MiniGridWorld, drawing generator: inout PCG64) {
    world.enclose()
    world.agent = .inNearCorner
    world[world.farCorner] = .goal
    let x = generator.integer(in: 2..<width - 2)
    let y = generator.integer(in: 1..<height - 1)
    world.fillColumn(x, from: 1, count: height - 2, with: .lava)
    world[x, y] = .empty
  }
}
