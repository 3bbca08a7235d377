/// Four rooms of the same size, each joined to its neighbours by an opening in the wall; the agent
/// and the goal are anywhere.
public struct FourRooms: MiniGridLayout {
  /// The one there is: 19 × 19 cells, the walls included.
  public init() {}

  /// Farama's world of this kind.
  public static let known = [Self()]

  public var id: String { "MiniGrid-FourRooms-v0" }
  public var mission: String { "reach the goal" }
  public var width: Int { 19 }
  public var height: Int { 19 }
  public var timeLimit: Int { 100 }
  public var seesThroughWalls: Bool { false }

  public func build(_ world: inout MiniGridWorld, drawing generator: inout PCG64) {
    world.enclose()
    let (roomWidth, roomHeight) = (width / 2, height / 2)
    for row in 0..<2 {
      for column in 0..<2 {
        let (left, top) = (column * roomWidth, row * roomHeight)
        let (right, bottom) = (left + roomWidth, top + roomHeight)
        if column == 0 {
          world.fillColumn(right, from: top, count: roomHeight)
          world[right, generator.integer(in: top + 1..<bottom)] = .empty
        }
        if row == 0 {
          world.fillRow(bottom, from: left, count: roomWidth)
          world[generator.integer(in: left + 1..<right), bottom] = .empty
        }
      }
    }
    world.placeAgent(in: world.everywhere, drawing: &generator)
    world.place(.goal, in: world.everywhere, drawing: &generator)
  }
}
