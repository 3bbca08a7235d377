/// A block of cells, from its upper left one.
public struct MiniGridRectangle: Sendable, Equatable {
  /// The leftmost column.
  public var x: Int
  /// The top row.
  public var y: Int
  /// How many columns.
  public var width: Int
  /// How many rows.
  public var height: Int

  /// A block from its upper left cell and its size; what lies beyond a grid is passed over.
  public init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }
}

// What layouts are built with.

extension MiniGridWorld {
  /// Every cell of the grid.
  public var everywhere: MiniGridRectangle {
    MiniGridRectangle(x: 0, y: 0, width: width, height: height)
  }

  /// The corner diagonally across from (1, 1), where most layouts have their goal.
  public var farCorner: MiniGridPosition { MiniGridPosition(x: width - 2, y: height - 2) }

  /// Fills a row of cells, from x on to the right.
  public mutating func fillRow(
    _ y: Int, from x: Int, count: Int, with cell: MiniGridCell = .wall
  ) {
    for x in x..<x + count { self[x, y] = cell }
  }

  /// Fills a column of cells, from y on downwards.
  public mutating func fillColumn(
    _ x: Int, from y: Int, count: Int, with cell: MiniGridCell = .wall
  ) {
    for y in y..<y + count { self[x, y] = cell }
  }

  /// Walls along the border.
  public mutating func enclose() {
    fillRow(0, from: 0, count: width)
    fillRow(height - 1, from: 0, count: width)
    fillColumn(0, from: 0, count: height)
    fillColumn(width - 1, from: 0, count: height)
  }

  /// Puts something into a cell of the rectangle that is drawn at random: x, then y, again and
  /// again until the cell is empty and not the agent's.
  ///
  /// - Parameters:
  ///   - cell: what is put there.
  ///   - rectangle: where; what of it lies outside the grid is left out.
  ///   - tries: how often it is drawn before giving up.
  ///   - generator: two integers are drawn from it a try.
  /// - Returns: the cell, or nil when none was found.
  @discardableResult
  public mutating func place(
    _ cell: MiniGridCell, in rectangle: MiniGridRectangle, tries: Int = .max,
    drawing generator: inout PCG64
  ) -> MiniGridPosition? {
    let (left, top) = (max(rectangle.x, 0), max(rectangle.y, 0))
    let columns = left..<min(left + rectangle.width, width)
    let rows = top..<min(top + rectangle.height, height)
    for _ in 0..<tries {
      let x = generator.integer(in: columns)
      let y = generator.integer(in: rows)
      let position = MiniGridPosition(x: x, y: y)
      guard self[position] == .empty, position != agent.position else { continue }
      self[position] = cell
      return position
    }
    return nil
  }

  /// Puts the agent into an empty cell of the rectangle and turns it, both drawn at random.
  public mutating func placeAgent(
    in rectangle: MiniGridRectangle, drawing generator: inout PCG64
  ) {
    agent.position = MiniGridAgent.nowhere.position
    agent.position = place(.empty, in: rectangle, drawing: &generator)!
    agent.heading = MiniGridHeading(rawValue: UInt8(generator.integer(in: 0..<4)))!
  }
}
