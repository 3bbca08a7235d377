import Files

extension Panel {
  /// A panel for a board of square cells, seen from above: cell (0, 0) is in its upper left corner,
  /// x counts columns to the right and y rows downwards.
  public static func board(_ title: String = "", columns: Int, rows: Int) -> Panel {
    diagram(title, width: Double(columns), height: Double(rows))
  }

  /// Cells of a board filled with one colour.
  ///
  /// - Parameters:
  ///   - cells: which ones, as (column, row).
  ///   - color: what fills them.
  ///   - share: how much of the colour there is, 0 … 1; the rest is white.
  ///   - inset: the free edge of each cell, as a share of its side.
  public mutating func cells(
    _ cells: [(column: Int, row: Int)], color: Color, share: Double = 1, inset: Double = 0
  ) {
    require(
      (0...1).contains(share) && (0..<0.5).contains(inset),
      "a cell is filled with a share of a colour up to an edge; got \(share) and \(inset)")
    guard !cells.isEmpty else { return }
    layers.append(
      BoardCells(
        cells: cells.map { [$0.column, $0.row] }, color: color.line.tinted(share), inset: inset))
  }

  /// Thin lines between the cells of a board.
  public mutating func boardLines(columns: Int, rows: Int) {
    layers.append(BoardLines(columns: columns, rows: rows))
  }

  /// An arrow head in a cell of a board.
  ///
  /// - Parameter quarterTurns: where it points: 0 to the right, and on clockwise.
  public mutating func boardAgent(
    column: Int, row: Int, quarterTurns: Int, color: Color = .vermilion
  ) {
    layers.append(
      BoardAgent(column: column, row: row, quarterTurns: quarterTurns, color: color.line))
  }

  /// The middle of a board's cell, in the panel's units, on a board of so many rows.
  public static func boardPoint(column: Int, row: Int, rows: Int) -> Point {
    Point(Double(column) + 0.5, Double(rows - row) - 0.5)
  }
}

private struct BoardCells: Layer {
  var cells: [[Int]]
  var color: RGB
  var inset: Double

  func draw(in plot: inout PanelPlot) {
    let height = plot.boardRows
    let boxes = cells.map { cell in
      let (left, top) = (Double(cell[0]), height - Double(cell[1]))
      return [left + inset, left + 1 - inset, top - 1 + inset, top - inset]
    }
    let data = plot.addData(
      "cells", nil, columns: ["left", "right", "bottom", "top"], rows: boxes)
    plot.add(
      "\(data) using 1:3:1:2:3:4 with boxxyerror fillcolor rgb \(color.quoted) "
        + "fillstyle solid noborder")
  }
}

private struct BoardLines: Layer {
  var columns, rows: Int

  func draw(in plot: inout PanelPlot) {
    let (width, height) = (Double(columns), Double(rows))
    let vertical = (0...columns).flatMap { column in
      [[Double(column), 0], [Double(column), height], [.nan, .nan]]
    }
    let horizontal = (0...rows).flatMap { row in
      [[0, Double(row)], [width, Double(row)], [.nan, .nan]]
    }
    let data = plot.addData("grid", nil, columns: ["x", "y"], rows: vertical + horizontal)
    plot.add(
      "\(data) using 1:2 with lines linecolor rgb \(Paper.boardLine.day.quoted) linewidth 1 "
        + "dashtype solid")
  }
}

private struct BoardAgent: Layer {
  var column, row, quarterTurns: Int
  var color: RGB

  func draw(in plot: inout PanelPlot) {
    let (x, y) = (Double(column) + 0.5, plot.boardRows - Double(row) - 0.5)
    // To the right; a quarter turn clockwise takes (dx, dy) to (dy, −dx).
    let corners = [(0.36, 0.0), (-0.3, 0.3), (-0.3, -0.3)].map { dx, dy in
      (0..<(quarterTurns & 3)).reduce((dx, dy)) { turned, _ in (turned.1, -turned.0) }
    }
    let data = plot.addData(
      "agent", nil, columns: ["x", "y"], rows: corners.map { [x + $0.0, y + $0.1] })
    plot.add(
      "\(data) using 1:2 with filledcurves closed fillcolor rgb \(color.quoted) "
        + "fillstyle solid noborder")
  }
}

extension PanelPlot {
  /// The height of the board that this panel shows.
  fileprivate var boardRows: Double { frame.y.upper }
}
