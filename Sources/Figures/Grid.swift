/// Panels in rows and columns, with their plotting areas in line.
///
/// A picture's plotting areas have the height that is usual, and what stands around them, titles,
/// legends, captions, is added to the canvas. A terminal's canvas is given, and the areas get what is
/// left.
struct Grid {
  private(set) var layouts: [PanelLayout]
  let columns: Int
  private(set) var canvas: Canvas
  /// The legend of all panels, above them.
  private(set) var legend: PlacedLegend?
  private let isFixed: Bool
  private let gutter: Double
  private var rowTops: [Double] = []
  private var rowHeights: [Double] = []
  private var insets: [Insets] = []

  /// The width of every picture, in its units: that of the page, so that a unit is a pixel there and
  /// text has one size in all figures.
  static let pictureWidth = 838.0

  /// - Parameters:
  ///   - canvas: given for a terminal; a picture's follows from its panels.
  ///   - titleHeight: what the figure's own title takes.
  init(_ layouts: [PanelLayout], columns: Int, canvas: Canvas?, titleHeight: Double) {
    (self.layouts, self.columns, isFixed) = (layouts, columns, canvas != nil)
    self.canvas = canvas ?? Canvas(width: Self.pictureWidth, height: 0, isPicture: true)
    gutter = canvas == nil ? 20 : 1
    nameCurves()
    joinLegends(below: titleHeight)
    let top = titleHeight + (legend.map { $0.legend.height(width: $0.width) } ?? 0)
    measure(top: top)
    stack(from: top)
  }

  private var rowCount: Int { (layouts.count + columns - 1) / columns }

  // MARK: Names

  /// A panel's names go to the legend where they cannot stand at the ends of its curves, and where
  /// one of them is in the legend already for another panel.
  private mutating func nameCurves() {
    guard !isFixed else { return }
    var moved: Set<String> = []
    var remaining = Array(layouts.indices)
    while let index = remaining.first(where: { mustMove($0, with: moved) }) {
      moved.formUnion(layouts[index].endNames.map(\.text))
      layouts[index].moveEndNamesToLegend()
      remaining.removeAll { $0 == index }
    }
  }

  private func mustMove(_ index: Int, with moved: Set<String>) -> Bool {
    let (layout, width) = (layouts[index], cellWidth(of: index))
    if layout.endNames.contains(where: { moved.contains($0.text) }) { return true }
    let height = layout.panel.aspectRatio.map { $0 * width } ?? usualPlotHeight
    return !layout.endsLieApart(cellWidth: width, plotHeight: height)
  }

  private mutating func joinLegends(below top: Double) {
    guard layouts.count > 1, let joined = Legend.joined(layouts.map(\.legend)),
      !joined.names.isEmpty
    else { return }
    let edge = joined.medium.edge
    legend = PlacedLegend(
      legend: joined, corner: Pixel(edge, max(top, edge)), width: canvas.width - 2 * edge)
    for index in layouts.indices { layouts[index].legend.names = [] }
  }

  // MARK: Sizes

  private var usualPlotHeight: Double { columns == 1 ? 380 : 290 }

  /// A panel alone in the last row has the whole of it, unless its proportions are given.
  private func spansRow(_ index: Int) -> Bool {
    columns > 1 && index == layouts.count - 1 && index.isMultiple(of: columns) && !isFixed
      && layouts[index].panel.aspectRatio == nil
  }

  private func cellWidth(of index: Int) -> Double {
    if spansRow(index) { return canvas.width }
    return (canvas.width - gutter * Double(columns - 1)) / Double(columns)
  }

  private mutating func measure(top: Double) {
    let rowHeight = (canvas.height - top) / Double(rowCount)
    insets = layouts.indices.map { index in
      layouts[index].insets(cellWidth: cellWidth(of: index)) { around in
        isFixed ? rowHeight - around.top - around.bottom : usualPlotHeight
      }
    }
    alignInsets()
    rowHeights = (0..<rowCount).map { isFixed ? rowHeight : height(ofRow: $0) }
  }

  private mutating func stack(from top: Double) {
    var top = top
    for height in rowHeights {
      rowTops.append(top)
      top += height
    }
    if !isFixed { canvas.height = top.rounded(.up) }
  }

  private func members(ofRow row: Int) -> Range<Int> {
    (row * columns)..<min((row + 1) * columns, layouts.count)
  }

  /// Panels of a row share their upper and lower edges, those of a column the others.
  private mutating func alignInsets() {
    for row in 0..<rowCount {
      let top = members(ofRow: row).map { insets[$0].top }.max() ?? 0
      let bottom = members(ofRow: row).map { insets[$0].bottom }.max() ?? 0
      for index in members(ofRow: row) { (insets[index].top, insets[index].bottom) = (top, bottom) }
    }
    for column in 0..<columns {
      let members = stride(from: column, to: layouts.count, by: columns)
      let left = members.map { insets[$0].left }.max() ?? 0
      let right = members.filter { !spansRow($0) }.map { insets[$0].right }.max() ?? 0
      for index in members {
        insets[index].left = left
        if !spansRow(index) { insets[index].right = right }
      }
    }
  }

  /// As high as its panels' proportions ask for, or as usual.
  private func height(ofRow row: Int) -> Double {
    members(ofRow: row).map { index in
      let around = insets[index]
      let height = layouts[index].panel.aspectRatio.map { ratio in
        (cellWidth(of: index) - around.left - around.right) * ratio
      }
      return (height ?? usualPlotHeight) + around.top + around.bottom
    }.max()!
  }

  // MARK: Places

  func cell(of index: Int) -> Area {
    let width = cellWidth(of: index)
    let left = (width + gutter) * Double(index % columns)
    let top = rowTops[index / columns]
    return Area(
      left: left, right: left + width, top: top, bottom: top + rowHeights[index / columns])
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
