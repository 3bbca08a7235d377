extension MiniGridWorld {
  /// The whole grid as Farama encodes it, flat [x][y][channel], without the agent.
  public var gridImage: [UInt8] { image { self[$0] } }

  /// The whole grid with the agent in it: (10, 0, heading) in its cell. Farama's `FullyObsWrapper`.
  public var fullImage: [UInt8] {
    var image = gridImage
    let start = 3 * (agent.position.x * height + agent.position.y)
    image[start] = MiniGridCell.Kind.agent.rawValue
    image[start + 1] = MiniGridCell.Color.red.rawValue
    image[start + 2] = agent.heading.rawValue
    return image
  }

  private func image(of cell: (MiniGridPosition) -> MiniGridCell) -> [UInt8] {
    var image: [UInt8] = []
    image.reserveCapacity(3 * width * height)
    for x in 0..<width {
      for y in 0..<height { image.append(channelsOf: cell(MiniGridPosition(x: x, y: y))) }
    }
    return image
  }

  /// The grid as a drawing in characters, a line for each row.
  ///
  /// `#` wall, `.` empty, `,` floor, `G` goal, `~` lava, `k` key, `o` ball, `b` box, `/` open door,
  /// `+` closed door, `L` locked door; the agent is `>`, `v`, `<` or `^`, as it looks.
  public var text: String {
    (0..<height).map { y in
      String((0..<width).map { x in character(at: MiniGridPosition(x: x, y: y)) })
    }.joined(separator: "\n")
  }

  private func character(at position: MiniGridPosition) -> Character {
    guard position != agent.position else { return agent.heading.character }
    return self[position].character
  }
}

extension MiniGridHeading {
  /// An arrow head.
  public var character: Character {
    switch self {
    case .right: ">"
    case .down: "v"
    case .left: "<"
    case .up: "^"
    }
  }
}

extension MiniGridCell {
  /// The character that stands for the cell in a drawing of characters.
  public var character: Character {
    switch kind {
    case .unseen: " "
    case .empty: "."
    case .wall: "#"
    case .floor: ","
    case .door: doorState == .open ? "/" : doorState == .closed ? "+" : "L"
    case .key: "k"
    case .ball: "o"
    case .box: "b"
    case .goal: "G"
    case .lava: "~"
    case .agent: "@"
    }
  }
}
