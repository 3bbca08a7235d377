/// A room with nothing in it but the goal in the far corner.
public struct EmptyRoom: MiniGridLayout {
  /// Cells on a side, the walls included.
  public let size: Int
  /// Whether the agent starts anywhere (true) or in the near corner, looking right (false).
  public let startsAnywhere: Bool

  /// - Parameters:
  ///   - size: cells on a side, the walls included.
  ///   - startsAnywhere: whether the agent starts anywhere, or in the near corner, looking right.
  public init(size: Int, startsAnywhere: Bool = false) {
    (self.size, self.startsAnywhere) = (size, startsAnywhere)
  }

  /// Farama's worlds of this kind.
  public static let known = [
    Self(size: 5), Self(size: 6), Self(size: 8), Self(size: 16),
    Self(size: 5, startsAnywhere: true), Self(size: 6, startsAnywhere: true),
  ]

  public var id: String {
    "MiniGrid-Empty-\(startsAnywhere ? "Random-" : "")\(size)x\(size)-v0"
  }
  public var mission: String { "get to the green goal square" }
  public var width: Int { size }
  public var height: Int { size }
  public var timeLimit: Int { 4 * size * size }
  public var seesThroughWalls: Bool { true }

  public func build(_ world: inout MiniGridWorld, drawing generator: inout PCG64) {
    world.enclose()
    world[world.farCorner] = .goal
    if startsAnywhere {
      world.placeAgent(in: world.everywhere, drawing: &generator)
    } else {
      world.agent = .inNearCorner
    }
  }
}

extension MiniGridAgent {
  /// In the cell (1, 1), looking right.
  public static let inNearCorner = Self(
    position: MiniGridPosition(x: 1, y: 1), heading: .right)
}
