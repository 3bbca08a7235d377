/// A grid and the agent in it: all that an episode of MiniGrid changes.
///
/// The cells are one byte each and lie in a single array, which is allocated once and changed in
/// place. They lie there twice, by columns and by rows, so that the seven lines of cells that the
/// agent looks along are seven runs of bytes, whichever way it looks. Six lines of wall, as far as
/// the agent sees, surround the grid: a view that reaches beyond the grid needs no test.
public struct MiniGridWorld: Sendable, Equatable {
  /// Columns, the walls included.
  public let width: Int
  /// Rows, the walls included.
  public let height: Int
  /// Whether walls and shut doors hide what is behind them (false) or not (true).
  public let seesThroughWalls: Bool

  /// Who acts there; before an episode it stands nowhere, at (−1, −1).
  public var agent = MiniGridAgent.nowhere
  /// Where the moving obstacles are, in the order in which they move.
  public var obstacles: [MiniGridPosition] = []

  /// How far the columns lie apart in `codes`, and the rows.
  let columnStride: Int
  let rowStride: Int
  /// The codes of the cells, the margin included: by columns, [x][y], then by rows, [y][x].
  private(set) var codes: [UInt8]
  /// The codes of what boxes hide, [x][y]; left empty as long as no box hides anything.
  private var hiddenCodes: [UInt8] = []

  /// The lines of wall around the grid.
  static var margin: Int { 6 }

  /// A grid of empty cells without an agent.
  public init(width: Int, height: Int, seesThroughWalls: Bool) {
    require(
      width > 0 && height > 0,
      "a grid has a width and a height of 1 or more; got \(width) and \(height)")
    (self.width, self.height) = (width, height)
    self.seesThroughWalls = seesThroughWalls
    columnStride = height + 2 * Self.margin
    rowStride = width + 2 * Self.margin
    // Lines are read eight bytes at a time, of which seven are used: hence one more at the end.
    codes = Array(repeating: MiniGridCell.wall.code, count: 2 * columnStride * rowStride + 1)
    clear()
  }

  /// Makes every cell empty and takes the agent and the obstacles away.
  public mutating func clear() {
    for x in 0..<width {
      let start = columnIndex(x, 0)
      for index in start..<start + height { codes[index] = MiniGridCell.empty.code }
    }
    for y in 0..<height {
      let start = rowIndex(0, y)
      for index in start..<start + width { codes[index] = MiniGridCell.empty.code }
    }
    for index in hiddenCodes.indices { hiddenCodes[index] = 0 }
    obstacles.removeAll(keepingCapacity: true)
    agent = .nowhere
  }
}

// MARK: - Cells

extension MiniGridWorld {
  /// Where the cell lies among the columns.
  func columnIndex(_ x: Int, _ y: Int) -> Int {
    (x + Self.margin) * columnStride + y + Self.margin
  }

  /// Where the cell lies among the rows.
  func rowIndex(_ x: Int, _ y: Int) -> Int {
    columnStride * rowStride + (y + Self.margin) * rowStride + x + Self.margin
  }

  /// Whether the grid has such a cell.
  public func contains(_ position: MiniGridPosition) -> Bool {
    (0..<width).contains(position.x) && (0..<height).contains(position.y)
  }

  /// What a cell holds, whether or not the agent stands there. Outside the grid there are walls,
  /// which cannot be changed.
  public subscript(position: MiniGridPosition) -> MiniGridCell {
    get {
      guard contains(position) else { return .wall }
      let hidden = hiddenCodes.isEmpty ? 0 : hiddenCodes[position.x * height + position.y]
      return MiniGridCell(code: codes[columnIndex(position.x, position.y)], hiddenCode: hidden)
    }
    set {
      require(
        contains(position),
        "a \(width)×\(height) grid has no cell (\(position.x), \(position.y)) to put anything in")
      codes[columnIndex(position.x, position.y)] = newValue.code
      codes[rowIndex(position.x, position.y)] = newValue.code
      hide(newValue.hiddenCode, at: position)
    }
  }

  /// What cell (x, y) holds.
  public subscript(x: Int, y: Int) -> MiniGridCell {
    get { self[MiniGridPosition(x: x, y: y)] }
    set { self[MiniGridPosition(x: x, y: y)] = newValue }
  }

  private mutating func hide(_ hiddenCode: UInt8, at position: MiniGridPosition) {
    if hiddenCodes.isEmpty {
      guard hiddenCode != 0 else { return }
      hiddenCodes = Array(repeating: 0, count: width * height)
    }
    hiddenCodes[position.x * height + position.y] = hiddenCode
  }
}
