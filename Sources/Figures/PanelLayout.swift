import Files

/// What surrounds a panel's plotting area, measured before anything is drawn.
struct PanelLayout {
  var panel: Panel
  var medium: Medium
  var x: ResolvedAxis
  var y: ResolvedAxis
  /// Names that stand at the ends of their curves, and those of the legend.
  var endNames: [LayerName]
  var legend: Legend

  init(_ panel: Panel, medium: Medium) {
    require(!panel.layers.isEmpty, "a panel needs something in it; \(panel.title) is empty")
    let layers = Self.withDashes(panel, medium)
    (self.panel, self.medium) = (panel, medium)
    self.panel.layers = layers
    x = ResolvedAxis(
      panel.x, showing: layers.reduce(Extent()) { $0.union($1.xExtent) }, padded: false)
    y = ResolvedAxis(
      panel.y, showing: layers.reduce(Extent()) { $0.union($1.yExtent) },
      padded: !layers.contains { $0 is HeatMap })
    if !panel.categories.isEmpty {
      x = ResolvedAxis(
        Axis(from: -0.5, to: Double(panel.categories.count) - 0.5), showing: Extent(),
        padded: false)
    }
    let names = layers.compactMap(\.name)
    endNames = panel.usesLegend ? [] : names.filter { $0.end != nil }
    legend = Legend(
      names: panel.usesLegend ? names : names.filter { $0.end == nil }, medium: medium)
  }

  /// The layers, with lines broken as their colours ask for, where none was asked for: in a panel
  /// with axes that has curves of more than one colour. A terminal has characters for that.
  private static func withDashes(_ panel: Panel, _ medium: Medium) -> [any Layer] {
    let colors = Set(panel.layers.compactMap { ($0 as? Curve)?.color })
    let breaks = medium.isPicture && panel.showsAxes && colors.count > 1
    return panel.layers.map { layer in
      guard var curve = layer as? Curve else { return layer }
      curve.dash = curve.dash ?? (breaks ? curve.color.dash : .solid)
      return curve
    }
  }

  var colorScale: ColorScale? { panel.layers.lazy.compactMap(\.colorScale).first }
  /// What the bar beside the plotting area explains, where there is one.
  var colorBar: ColorScale? { panel.showsColorBar ? colorScale : nil }

  /// From the lowest. A terminal's characters hide what is below them, so that there bands come
  /// before everything else.
  var layersInOrder: [any Layer] {
    if medium.isPicture { return panel.layers }
    return panel.layers.filter { $0 is Band } + panel.layers.filter { !($0 is Band) }
  }

  // MARK: What it takes

  /// The room around the plotting area.
  ///
  /// - Parameter plotHeight: the area's height, from the room above and below it.
  func insets(cellWidth: Double, plotHeight: (Insets) -> Double) -> Insets {
    var insets = Insets(
      left: medium.edge, right: medium.isPicture ? medium.edge : 1,
      top: topInset(cellWidth: cellWidth),
      bottom: bottomInset(cellWidth: cellWidth))
    let height = plotHeight(insets)
    if panel.showsAxes {
      insets.left += widest(yTicks(height: height).map(\.label)) + yTickDistance
    }
    insets.right += rightInset(plotHeight: height)
    let area = Area(left: 0, right: cellWidth, top: 0, bottom: 0).inset(by: insets)
    insets.top += verticalNamesHeight(of: area)
    return insets
  }

  private func topInset(cellWidth: Double) -> Double {
    var height = medium.edge + titleHeight(cellWidth: cellWidth)
    height += legend.height(width: cellWidth - 2 * medium.edge)
    if showsYCaption || colorBar?.label.isEmpty == false { height += medium.line(medium.size) }
    // Half of the uppermost tick's label may stand above the area.
    if panel.showsAxes && medium.isPicture { height += medium.small * 0.7 }
    return height
  }

  /// The panel's title, divided where it is longer than the panel is wide.
  func titleLines(cellWidth: Double) -> [String] {
    if panel.title.isEmpty { return [] }
    guard medium.isPicture else { return [panel.title] }
    // Bold letters are a little wider.
    return wrapped(
      panel.title, width: (cellWidth - 2 * medium.edge) / 1.06, size: medium.title)
  }

  func titleHeight(cellWidth: Double) -> Double {
    Double(titleLines(cellWidth: cellWidth).count) * medium.line(medium.title)
  }

  private func bottomInset(cellWidth: Double) -> Double {
    guard panel.showsAxes else { return medium.edge }
    let caption = panel.x.caption.isEmpty ? 0 : medium.line(medium.size)
    return xLabelsHeight(cellWidth: cellWidth) + caption + medium.edge
  }

  /// What the labels of the x axis take, below the plotting area.
  func xLabelsHeight(cellWidth: Double) -> Double {
    let lines =
      panel.categories.isEmpty
      ? (hasXTicks ? 1 : 0) : categoryLines(cellWidth: cellWidth).map(\.count).max() ?? 1
    return lines == 0 ? 0 : xTickDistance + Double(lines) * medium.line(medium.small)
  }

  private func rightInset(plotHeight: Double) -> Double {
    var width = 0.0
    // The last tick's label may reach beyond the area.
    if panel.showsAxes && panel.categories.isEmpty && hasXTicks {
      width = (xTicks(width: 400).last.map { widest([$0.label]) } ?? 0) / 2
    }
    if !endNames.isEmpty {
      width = max(width, leader + widest(endNames.flatMap { lines(of: endText(of: $0)) }))
    }
    if let colorBar {
      let ticks = colorTicks(colorBar, height: plotHeight)
      width = max(width, 3 * medium.gap + colorBarWidth + widest(ticks.map(\.label)))
    }
    return width
  }

  var showsYCaption: Bool { panel.showsAxes && !panel.y.caption.isEmpty }

  private var hasXTicks: Bool { if case .none = panel.x.ticks { false } else { true } }

  /// From an axis to the labels of its ticks.
  var xTickDistance: Double { medium.isPicture ? medium.tick + 4 : 0 }
  var yTickDistance: Double { medium.isPicture ? medium.tick + 6 : 1 }

  /// The way from the area to the names of the curves.
  var leader: Double { medium.isPicture ? 2.5 * medium.gap : medium.gap }

  var colorBarWidth: Double { medium.isPicture ? 18 : 2 }

  private func widest(_ labels: [String]) -> Double {
    labels.map { medium.width(MarkedText($0), size: medium.small) }.max() ?? 0
  }

  // MARK: Ticks

  func xTicks(width: Double) -> [Tick] {
    guard panel.showsAxes, panel.categories.isEmpty else { return [] }
    // As many as there is room for with a label's width between two labels.
    var count = medium.isPicture ? 9 : 8
    while count > 2 {
      let ticks = panel.x.marks(on: x, atMost: count)
      let needed = widest(ticks.map(\.label)) + 1.4 * medium.small
      if needed * Double(ticks.count { !$0.isMinor }) <= width { break }
      count -= 1
    }
    return panel.x.marks(on: x, atMost: count)
  }

  func yTicks(height: Double) -> [Tick] {
    guard panel.showsAxes else { return [] }
    let count = Int(height / (1.9 * medium.line(medium.small)))
    return panel.y.marks(on: y, atMost: min(max(count, 2), 7))
  }

  func colorTicks(_ scale: ColorScale, height: Double) -> [Tick] {
    let axis = Axis(from: scale.lower, to: scale.upper)
    let count = Int(height / (1.9 * medium.line(medium.small)))
    return axis.marks(
      on: ResolvedAxis(axis, showing: Extent(), padded: false), atMost: min(max(count, 2), 7))
  }

  // MARK: Words

  /// A curve's name at its end; in a terminal the character that the curve is drawn with is before it,
  /// also where there are colours, which not everybody sees.
  func endText(of name: LayerName) -> String {
    medium.isPicture ? name.text : "\(name.character) \(name.text)"
  }

  /// The lines of a name, as its author divided it.
  func lines(of text: String) -> [String] { dividedLines(text) }

  /// The lines of a name that has `width` to stand in, divided at spaces too.
  func wrapped(_ text: String, width: Double, size: Double? = nil) -> [String] {
    let size = size ?? medium.small
    return lines(of: text).flatMap { line -> [String] in
      var result: [String] = []
      for word in line.split(separator: " ") {
        let longer = result.last.map { "\($0) \(word)" }
        if let longer, medium.width(MarkedText(longer), size: size) <= width {
          result[result.count - 1] = longer
        } else {
          result.append(String(word))
        }
      }
      return result
    }
  }

  /// The names under the bars, as they are divided in a cell of this width. The plotting area,
  /// which is not known yet, takes four fifths of it or more in all but strange cases.
  func categoryLines(cellWidth: Double) -> [[String]] {
    let slot = 0.8 * cellWidth / Double(max(panel.categories.count, 1))
    return panel.categories.map { wrapped($0, width: slot) }
  }

  // MARK: Names of curves

  /// Whether each name can stand beside the end of its curve: no further from its height than three
  /// quarters of a line of text, as two can whose curves meet and three cannot, and in no more than a
  /// third of the panel's width, with 300 pixels left to the rest.
  func endsLieApart(cellWidth: Double, plotHeight: Double) -> Bool {
    guard !endNames.isEmpty else { return true }
    let names = widest(endNames.flatMap { lines(of: $0.text) })
    if names > min(cellWidth / 3, cellWidth - 300) { return false }
    let line = medium.line(medium.small)
    let labels = endNames.map { name in
      let share = name.end.map { min(max(y.position(of: $0.y), 0), 1) } ?? 1
      return EndLabel(
        wanted: plotHeight * (1 - share), height: Double(lines(of: name.text).count) * line)
    }
    let middles = spread(labels, top: -line / 2, bottom: plotHeight + line / 2)
    return zip(labels, middles).allSatisfy { abs($0.wanted - $1) <= 0.75 * line }
  }

  mutating func moveEndNamesToLegend() {
    let names = panel.layers.compactMap(\.name)
    legend.names = names.map { name in
      var name = name
      name.text = lines(of: name.text).joined(separator: " ")
      return name
    }
    endNames = []
  }
}

/// The name of a vertical line, above the plotting area; row 0 is next to it.
struct VerticalName {
  var text: String
  var color: Color
  var middle: Double
  var row: Int
}

extension PanelLayout {
  /// The names of the vertical lines, each over its line, a row higher where another is in the
  /// way.
  func verticalNames(in area: Area) -> [VerticalName] {
    var taken: [(row: Int, span: ClosedRange<Double>)] = []
    let lines = panel.layers.compactMap { $0 as? ReferenceLine }
    return lines.compactMap { line in
      guard !line.isHorizontal, let label = line.label, x.contains(line.value) else { return nil }
      let middle = area.left + area.width * x.position(of: line.value)
      let half = (medium.width(MarkedText(label), size: medium.small) + medium.gap) / 2
      let span = (middle - half)...(middle + half)
      let rows = 0...taken.count
      let row = rows.first { row in
        !taken.contains { $0.row == row && $0.span.overlaps(span) }
      }!
      taken.append((row, span))
      return VerticalName(text: label, color: line.color, middle: middle, row: row)
    }
  }

  func verticalNamesHeight(of area: Area) -> Double {
    guard let highest = verticalNames(in: area).map(\.row).max() else { return 0 }
    return Double(highest + 1) * medium.line(medium.small)
  }
}

/// The lines of a text, at least one.
func dividedLines(_ text: String) -> [String] {
  let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  return lines.map(String.init)
}
