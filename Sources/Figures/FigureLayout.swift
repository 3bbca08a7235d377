extension Figure {
  /// The commands and the data that draw this figure.
  ///
  /// - Parameter canvas: its size in the medium's units; for a picture it follows from the
  ///   panels.
  func script(for medium: Medium, canvas: Canvas? = nil) -> Script {
    let layouts = panels.map { PanelLayout($0, medium: medium) }
    let headerHeight = title.isEmpty ? 0 : medium.line(titleSize(medium)) + medium.edge
    let grid = Grid(layouts, columns: columns, canvas: canvas, headerHeight: headerHeight)
    var script = Script()
    script.add(terminalCommand(medium, canvas: grid.canvas))
    script.add("set encoding utf8")
    script.add("set multiplot")
    let heading = title.isEmpty ? [] : [titleCommand(medium, canvas: grid.canvas)]
    var blockCount = 1
    for (index, layout) in layouts.enumerated() {
      let plot = PanelPlot(
        layout, frame: grid.frame(of: index), cell: grid.cell(of: index), canvas: grid.canvas,
        firstBlock: blockCount)
      blockCount += plot.blocks.count
      script.statements += plot.statements(heading: index == 0 ? heading : [])
    }
    script.add("unset multiplot")
    return script
  }

  private func titleSize(_ medium: Medium) -> Double {
    medium.isPicture ? medium.title + 3 : medium.title
  }

  private func terminalCommand(
    _ medium: Medium, canvas: Canvas
  ) -> String {
    let size = "size \(sixDigits(canvas.width)),\(sixDigits(canvas.height))"
    switch medium.kind {
    case .svg:
      return "set terminal svg \(size) fixed enhanced font 'sans-serif,\(sixDigits(medium.size))' "
        + "rounded linewidth 1 background rgb 'white'"
    case .terminal(let colored):
      return "set terminal dumb \(size) enhanced \(colored ? "ansi256" : "mono")"
    }
  }

  private func titleCommand(
    _ medium: Medium, canvas: Canvas
  ) -> String {
    let middle = medium.edge + medium.line(titleSize(medium)) / 2
    let words = MarkedText(title)
    let font = medium.isPicture ? " font ',\(sixDigits(titleSize(medium)))'" : ""
    return "set label \(medium.isPicture ? words.quotedBold : words.quoted) "
      + "at \(canvas.screen(Pixel(medium.edge, middle))) left\(font) front"
  }
}

/// Panels in rows and columns, with their plotting areas in line.
private struct Grid {
  let layouts: [PanelLayout]
  let columns: Int
  private(set) var canvas: Canvas
  private let gutter: Double
  private let cellWidth: Double
  private var rowTops: [Double] = []
  private var rowHeights: [Double] = []
  private var insets: [Insets] = []

  init(
    _ layouts: [PanelLayout], columns: Int, canvas: Canvas?, headerHeight: Double
  ) {
    (self.layouts, self.columns) = (layouts, columns)
    let width = canvas?.width ?? [720, 920, 1140][min(columns, 3) - 1]
    self.canvas = Canvas(width: width, height: 0, isPicture: canvas == nil)
    gutter = canvas == nil ? 20 : 1
    cellWidth = (width - gutter * Double(columns - 1)) / Double(columns)
    let rowCount = (layouts.count + columns - 1) / columns
    let usualHeight =
      canvas.map { ($0.height - headerHeight) / Double(rowCount) }
      ?? [440, 380, 340][min(columns, 3) - 1]
    let cellWidth = cellWidth
    insets = layouts.map { $0.insets(cellWidth: cellWidth, cellHeight: usualHeight) }
    alignInsets(rowCount: rowCount)
    rowHeights = (0..<rowCount).map { row in
      canvas != nil ? usualHeight : height(ofRow: row, usually: usualHeight)
    }
    var top = headerHeight
    for height in rowHeights {
      rowTops.append(top)
      top += height
    }
    self.canvas.height = canvas?.height ?? top.rounded(.up)
  }

  private func members(ofRow row: Int) -> Range<Int> {
    (row * columns)..<min((row + 1) * columns, layouts.count)
  }

  /// Panels of a row share their upper and lower edges, those of a column the others.
  private mutating func alignInsets(rowCount: Int) {
    for row in 0..<rowCount {
      let top = members(ofRow: row).map { insets[$0].top }.max() ?? 0
      let bottom = members(ofRow: row).map { insets[$0].bottom }.max() ?? 0
      for index in members(ofRow: row) { (insets[index].top, insets[index].bottom) = (top, bottom) }
    }
    for column in 0..<columns {
      let members = stride(from: column, to: layouts.count, by: columns)
      let left = members.map { insets[$0].left }.max() ?? 0
      let right = members.map { insets[$0].right }.max() ?? 0
      for index in members { (insets[index].left, insets[index].right) = (left, right) }
    }
  }

  /// As high as its panels' proportions ask for, or as usual.
  private func height(ofRow row: Int, usually usual: Double) -> Double {
    members(ofRow: row).map { index in
      guard let ratio = layouts[index].panel.aspectRatio else { return usual }
      let around = insets[index]
      return (cellWidth - around.left - around.right) * ratio + around.top + around.bottom
    }.max() ?? usual
  }

  func cell(of index: Int) -> Area {
    let left = (cellWidth + gutter) * Double(index % columns)
    let top = rowTops[index / columns]
    return Area(
      left: left, right: left + cellWidth, top: top, bottom: top + rowHeights[index / columns])
  }

  func frame(of index: Int) -> PlotFrame {
    var area = cell(of: index).inset(by: insets[index])
    if let ratio = layouts[index].panel.aspectRatio, layouts[index].medium.isPicture {
      let width = min(area.width, area.height / ratio)
      let spare = area.width - width
      area.left += spare / 2
      area.right -= spare / 2
      area.bottom = area.top + width * ratio
    }
    return PlotFrame(area: area, x: layouts[index].x, y: layouts[index].y)
  }
}
