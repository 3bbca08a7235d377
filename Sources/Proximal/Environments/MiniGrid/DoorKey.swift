/// Two rooms with a locked door between them: the agent starts in the one with the key, the goal is
/// in the other.
public struct DoorKey: MiniGridLayout {
  /// Cells on a side, the walls included.
  public let size: Int

  /// - Parameter size: cells on a side, the walls included.
  public init(size: Int) {
    self.size = size
  }

  /// Farama's worlds of this kind.
  public static let known = [Self(size: 5), Self(size: 6), Self(size: 8)]

  public var id: String { "MiniGrid-DoorKey-\(size)x\(size)-v0" }
  public var mission: String { "use the key to open the door and then get to the goal" }
  public var width: Int { size }
  public var height: Int { size }
  public var timeLimit: Int { 10 * size * size }
  public var seesThroughWalls: Bool { false }

  public func build(_ world: inout MiniGridWorld, drawing generator: inout PCG64) {
    world.enclose()
    world[world.farCorner] = .goal
    let split = generator.integer(in: 2..<width - 2)
    world.fillColumn(split, from: 0, count: height)
    let firstRoom = MiniGridRectangle(x: 0, y: 0, width: split, height: height)
    world.placeAgent(in: firstRoom, drawing: &generator)
    world[split, generator.integer(in: 1..<height - 2)] = .door(.yellow, .locked)
    world.place(.key(.yellow), in: firstRoom, drawing: &generator)
  }
}
