extension MiniGrid: Archivable {
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try world.archive(in: &archive)
    try episode.archive(in: &archive)
  }
}

extension MiniGridWorld: Archivable {
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    for y in 0..<height {
      for x in 0..<width {
        var cell = self[x, y]
        try cell.archive(in: &archive)
        if archive.isReading { self[x, y] = cell }
      }
    }
    try agent.archive(in: &archive, width: width, height: height)
    var count = obstacles.count
    try archive.visit(&count, in: 0...width * height, "the number of obstacles")
    if archive.isReading {
      obstacles = Array(repeating: MiniGridPosition(x: 0, y: 0), count: count)
    }
    for i in obstacles.indices {
      try obstacles[i].archive(in: &archive, width: width, height: height)
    }
  }
}

extension MiniGridAgent {
  fileprivate mutating func archive(
    in archive: inout StateArchive, width: Int, height: Int
  ) throws(StateArchiveError) {
    try position.archive(in: &archive, width: width, height: height)
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
    in archive: inout StateArchive, width: Int, height: Int
  ) throws(StateArchiveError) {
    // −1 before the first episode, when nobody stands anywhere.
    try archive.visit(&x, in: -1...width - 1, "a place in the grid")
    try archive.visit(&y, in: -1...height - 1, "a place in the grid")
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
