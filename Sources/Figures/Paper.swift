/// What figures are drawn on, and the lines that stand back: each with its colour on a light page
/// and on a dark one.
enum Paper: CaseIterable {
  case ground, axis, grid, boardLine

  var day: RGB {
    switch self {
    case .ground: 0xFFFFFF
    case .axis: 0x858A93
    case .grid: 0xE3E6EA
    case .boardLine: 0xC9CDD3
    }
  }

  /// The ground is GitHub's dark one.
  var night: RGB {
    switch self {
    case .ground: 0x0D1117
    case .axis: 0x8B929B
    case .grid: 0x262C34
    case .boardLine: 0x444C56
    }
  }
}
