extension MiniGrid: Archivable {
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try world.archive(in: &archive)
    try episode.archive(in: &archive)
  }
}

extension MiniGridWorld: Archivable {
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    let (isPlaced, wallCode) = (agent.position.x >= 0, Int(MiniGridCell.wall.code))
    for y in 0..<height {
      for x in 0..<width {
        var cell = self[x, y]
        let isEdge = x == 0 || y == 0 || x == width - 1 || y == height - 1
        let isWalledIn = isEdge && cell == .wall
        try cell.archive(in: &archive)
        // Whoever got through would leave the grid.
        guard !isWalledIn || cell == .wall else {
          throw .outOfRange("the grid's edge", Int(cell.code), wallCode...wallCode)
        }
        if archive.isReading { self[x, y] = cell }
      }
    }
    try agent.archive(in: &archive, width: width, height: height, isPlaced: isPlaced)
    var count = obstacles.count
    try archive.visit(&count, in: 0...width * height, "the number of obstacles")
    if archive.isReading {
      obstacles = Array(repeating: MiniGridPosition(x: 0, y: 0), count: count)
    }
    for i in obstacles.indices {
      try obstacles[i].archive(in: &archive, width: width, height: height, isPlaced: true)
    }
  }
}

extension MiniGridAgent {
  fileprivate mutating func archive(
    in archive: inout StateArchive, width: Int, height: Int, isPlaced: Bool
  ) throws(StateArchiveError) {
    try position.archive(in: &archive, width: width, height: height, isPlaced: isPlaced)
    var number = Int(heading.rawValue)
    try archive.visit(&number, in: 0...3, "the agent's heading")
    heading = MiniGridHeading(rawValue: UInt8(number))!
    var carried = carrying ?? .unseen
    try carried.archive(in: &archive)
    carrying = carried == .unseen ? nil : carried
  }
}

extension MiniGridPosition {
  fileprivate mutating func archive(
    in archive: inout StateArchive, width: Int, height: Int, isPlaced: Bool
  ) throws(StateArchiveError) {
    // −1 before the first episode, when nobody stands anywhere; afterwards within the walls.
    let first = isPlaced ? 1 : -1
    try archive.visit(&x, in: first...width - 1 - max(first, 0), "a place in the grid")
    try archive.visit(&y, in: first...height - 1 - max(first, 0), "a place in the grid")
  }
}

extension MiniGridCell: Archivable {
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    var (seen, hidden) = (Int(code), Int(hiddenCode))
    try archive.visit(&seen, in: 0...255, "what a cell holds")
    try archive.visit(&hidden, in: 0...255, "what a box hides")
    guard archive.isReading else { return }
    self = MiniGridCell(code: UInt8(seen), hiddenCode: UInt8(hidden))
    guard isKnown, hidden == 0 || content.isKnown else {
      throw .outOfRange("what a cell holds", seen, 0...255)
    }
  }
}
