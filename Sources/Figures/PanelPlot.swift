/// The commands that draw one panel, as they come together.
struct PanelPlot {
  let layout: PanelLayout
  let frame: PlotFrame
  let cell: Area
  let canvas: Canvas
  let barSeriesCount: Int
  private(set) var blocks: [DataBlock] = []
  private var settings: [String] = []
  private var elements: [String] = []
  private let firstBlock: Int
  /// Whether what is drawn may lie on cells that keep their colours on a dark page.
  private var isOnHeatMap = false
  /// The usual width of a line, pixels.
  static let lineWidth = 2.6

  var medium: Medium { layout.medium }

  init(
    _ layout: PanelLayout, frame: PlotFrame, cell: Area,
    canvas: Canvas, firstBlock: Int, legend: PlacedLegend? = nil
  ) {
    (self.layout, self.frame, self.cell, self.canvas) = (layout, frame, cell, canvas)
    self.firstBlock = firstBlock
    barSeriesCount = layout.panel.layers.count { $0 is CategoryBars }
    drawSurroundings()
    if let legend { draw(legend) }
    isOnHeatMap = layout.colorScale != nil
    for layer in layout.layersInOrder { layer.draw(in: &self) }
    isOnHeatMap = false
    drawEndNames()
  }

  /// What gnuplot gets for this panel.
  ///
  /// - Parameter heading: a command that draws the figure's title with this panel.
  func statements(heading: [String]) -> [Script.Statement] {
    let plot = "plot " + elements.map { "\($0) notitle" }.joined(separator: ", \\\n     ")
    return blocks.map { .data($0) }
      + (["reset"] + heading + settings + [plot]).map { .command($0) }
  }

  /// Whether it draws letters.
  var hasWords: Bool { settings.contains { $0.hasPrefix("set label") } }

  // MARK: What layers call

  /// Adds numbers and returns the name that plot commands use for them.
  mutating func addData(
    _ kind: String, _ title: String?, columns: [String], rows: [[Double]]
  ) -> String {
    let name = "$\(kind)\(firstBlock + blocks.count)"
    let words = title.map { MarkedText($0).plain } ?? ""
    blocks.append(DataBlock(name: name, title: words, columns: columns, rows: rows))
    return name
  }

  /// Adds a command that is given before the plot command.
  mutating func addSetting(_ command: String) { settings.append(command) }

  /// Adds an element of the plot command.
  mutating func add(_ element: String) { elements.append(element) }

  mutating func addText(
    _ text: String, at place: Pixel, size: Double, color: Color, align: TextAlignment,
    isBold: Bool = false
  ) {
    let rgb = isOnHeatMap ? ink(color, of: text, at: place, size: size, align: align) : color.text
    addText(text, at: place, size: size, rgb: rgb, align: align, isBold: isBold)
  }

  /// The colour of words on a heat map: on a cell one that stays with it, and beside the cells the
  /// usual one, which changes on a dark page.
  private func ink(
    _ color: Color, of text: String, at place: Pixel, size: Double, align: TextAlignment
  ) -> RGB {
    let width = dividedLines(text).map { medium.width(MarkedText($0), size: size) }.max() ?? 0
    let shift = align == .left ? width / 2 : align == .right ? -width / 2 : 0
    let middle = frame.point(Pixel(place.x + shift, place.y))
    let cells = layout.panel.layers.compactMap { ($0 as? HeatMap)?.color(at: middle) }
    guard medium.isPicture, let cell = cells.last else { return color.text }
    return (color == .black ? cell.ink : color.text).fixed
  }

  /// Adds words; `place` is the middle of the given side of all their lines together.
  mutating func addText(
    _ text: String, at place: Pixel, size: Double, rgb: RGB, align: TextAlignment,
    isBold: Bool = false
  ) {
    let lines = dividedLines(text)
    for (index, line) in lines.enumerated() {
      let offset = Double(index) - Double(lines.count - 1) / 2
      let middle = place.raised(-offset * medium.line(size) * (medium.isPicture ? 0.93 : 1))
      let marked = MarkedText(line)
      settings.append(
        "set label \(isBold && medium.isPicture ? marked.quotedBold : marked.quoted) "
          + "at \(screen(middle)) \(align)\(textLook(size, rgb)) front")
    }
  }

  /// Size and colour; a terminal has one size, and its own idea of black.
  private func textLook(_ size: Double, _ rgb: RGB) -> String {
    let color = " textcolor rgb \(rgb.quoted)"
    if medium.isPicture { return " font ',\(sixDigits(size))'\(color)" }
    return rgb == Color.black.text ? "" : color
  }

  private func paint(_ rgb: RGB) -> String { (isOnHeatMap ? rgb.fixed : rgb).quoted }

  func lineLook(_ color: Color, _ dash: Dash, _ width: Double) -> String {
    guard medium.isPicture else {
      return "linetype \(color.stroke.linetype) linecolor rgb \(color.line.quoted)"
    }
    return "linecolor rgb \(paint(color.line)) "
      + "linewidth \(sixDigits(Self.lineWidth * width)) \(dash.command)"
  }

  func pointLook(_ shape: PointShape, _ size: Double, _ color: Color) -> String {
    guard medium.isPicture else { return "pointtype '\(color.stroke.character)'" }
    return "pointtype \(shape.rawValue) pointsize \(sixDigits(0.9 * size))"
  }

  func fillLook(_ color: Color, _ opacity: Double) -> String {
    let fill = opacity == 1 ? "solid" : "transparent solid \(sixDigits(opacity))"
    return "fillcolor rgb \(paint(color.line)) fillstyle \(fill) noborder"
  }

  var arrowHead: String { "head filled size screen \(sixDigits(13 / canvas.width)),20,90" }

  /// Strokes across both ends of an interval.
  var intervalEnds: String {
    "heads size screen \(sixDigits(7 / canvas.width)),90 fixed"
  }

  // MARK: Around the plotting area

  private mutating func drawSurroundings() {
    let area = frame.area
    settings += [
      "set lmargin at screen \(canvas.across(area.left))",
      "set rmargin at screen \(canvas.across(area.right))",
      "set tmargin at screen \(canvas.up(area.top))",
      "set bmargin at screen \(canvas.up(area.bottom))",
      "set xrange [\(sixDigits(frame.x.lower)):\(sixDigits(frame.x.upper))]",
      "set yrange [\(sixDigits(frame.y.lower)):\(sixDigits(frame.y.upper))]",
      "unset key",
    ]
    if frame.x.scale == .logarithmic { settings.append("set logscale x") }
    if frame.y.scale == .logarithmic { settings.append("set logscale y") }
    if layout.panel.showsAxes { drawAxes() } else { settings += ["unset border", "unset tics"] }
    drawVerticalNames()
    if let scale = layout.colorScale { setPalette(scale) }
    if let scale = layout.colorBar {
      drawColorBar(scale)
    } else {
      settings.append("unset colorbox")
    }
    drawHeading()
  }

  private mutating func drawAxes() {
    let area = frame.area
    let xTicks = layout.xTicks(width: area.width)
    let yTicks = layout.yTicks(height: area.height)
    settings += [
      "set border 3 linecolor rgb \(Paper.axis.day.quoted) linewidth 1.2",
      marks("x", xTicks), marks("y", yTicks),
    ]
    if medium.isPicture && layout.colorScale == nil {
      let axes = (xTicks.isEmpty ? "noxtics" : "xtics") + " ytics"
      settings.append(
        "set grid \(axes) back linetype 1 linecolor rgb \(Paper.grid.day.quoted) linewidth 1 "
          + "dashtype solid")
    }
    for tick in xTicks where !tick.label.isEmpty {
      let place = Pixel(
        frame.pixel(Point(tick.value, frame.y.lower)).x,
        area.bottom + layout.xTickDistance + medium.line(medium.small) / 2)
      addText(tick.label, at: place, size: medium.small, color: .black, align: .center)
    }
    for tick in yTicks where !tick.label.isEmpty {
      let height = frame.pixel(Point(frame.x.lower, tick.value)).y
      addText(
        tick.label, at: Pixel(area.left - layout.yTickDistance, height),
        size: medium.small, color: .black, align: .right)
    }
    drawCategories()
    drawXCaption()
  }

  private mutating func drawXCaption() {
    let caption = layout.panel.x.caption
    guard !caption.isEmpty else { return }
    let labels = layout.xLabelsHeight(cellWidth: cell.width)
    let y = frame.area.bottom + labels + medium.line(medium.size) / 2
    addText(
      caption, at: Pixel((frame.area.left + frame.area.right) / 2, y), size: medium.size,
      color: .black, align: .center)
  }

  /// The tick marks; their labels are drawn apart, at a distance of our own.
  private func marks(_ axis: String, _ ticks: [Tick]) -> String {
    guard !ticks.isEmpty else { return "unset \(axis)tics" }
    let list = ticks.map { "'' \(sixDigits($0.value))\($0.isMinor ? " 1" : "")" }
    let length = medium.isPicture ? "out scale 0.5,0.3" : "in scale 0"
    return "set \(axis)tics \(length) nomirror (\(list.joined(separator: ", ")))"
  }

  private mutating func drawCategories() {
    let names = layout.panel.categories
    let slot = frame.area.width / Double(max(names.count, 1))
    for (index, lines) in layout.categoryLines(cellWidth: cell.width).enumerated() {
      let left = frame.area.left + slot * (Double(index) + 0.5)
      let top = frame.area.bottom + layout.xTickDistance
      let height = Double(lines.count) * medium.line(medium.small)
      addText(
        lines.joined(separator: "\n"), at: Pixel(left, top + height / 2), size: medium.small,
        color: .black, align: .center)
    }
  }

  private mutating func setPalette(_ scale: ColorScale) {
    settings += [
      "set palette maxcolors 64 \(scale.palette)",
      "set cbrange [\(sixDigits(scale.lower)):\(sixDigits(scale.upper))]",
    ]
  }

  private mutating func drawColorBar(_ scale: ColorScale) {
    let area = frame.area
    let left = area.right + 2 * medium.gap
    let corner = screen(Pixel(left, area.bottom))
    let size =
      "\(sixDigits(layout.colorBarWidth / canvas.width)),\(sixDigits(area.height / canvas.height))"
    let ticks = layout.colorTicks(scale, height: area.height)
    settings += ["set colorbox user origin \(corner) size \(size) noborder", "unset cbtics"]
    for tick in ticks {
      let share = (tick.value - scale.lower) / (scale.upper - scale.lower)
      let place = Pixel(
        left + layout.colorBarWidth + medium.gap, area.bottom - area.height * share)
      addText(tick.label, at: place, size: medium.small, color: .black, align: .left)
    }
    if !scale.label.isEmpty {
      addText(
        scale.label, at: Pixel(cell.right - medium.edge, captionLine), size: medium.size,
        color: .black, align: .right)
    }
  }

  private mutating func drawVerticalNames() {
    let line = medium.line(medium.small)
    for name in layout.verticalNames(in: frame.area) {
      let y = frame.area.top - (Double(name.row) + 0.5) * line - (medium.isPicture ? 3 : 0)
      addText(
        name.text, at: Pixel(name.middle, y), size: medium.small, color: name.color,
        align: .center)
    }
  }

  /// From the top: title, legend, the y axis's label.
  private mutating func drawHeading() {
    let left = cell.left + medium.edge
    var y = cell.top + medium.edge
    let title = layout.titleLines(cellWidth: cell.width)
    if !title.isEmpty {
      let height = layout.titleHeight(cellWidth: cell.width)
      addText(
        title.joined(separator: "\n"), at: Pixel(left, y + height / 2), size: medium.title,
        color: .black, align: .left, isBold: true)
      y += height
    }
    let width = cell.width - 2 * medium.edge
    draw(PlacedLegend(legend: layout.legend, corner: Pixel(left, y), width: width))
    y += layout.legend.height(width: width)
    if layout.showsYCaption {
      addText(
        layout.panel.y.caption, at: Pixel(left, y + medium.line(medium.size) / 2),
        size: medium.size, color: .black, align: .left)
    }
  }

  /// The middle of the line just above the plotting area.
  private var captionLine: Double {
    let half = medium.isPicture ? medium.small * 0.7 : 0
    return frame.area.top - half - layout.verticalNamesHeight(of: frame.area)
      - medium.line(medium.size) / 2
  }

  // MARK: Names at the ends of curves

  private mutating func drawEndNames() {
    let names = layout.endNames
    let ends = names.map { end(of: $0) }
    let line = medium.line(medium.small)
    let labels = zip(names, ends).map { name, end in
      EndLabel(wanted: end.y, height: Double(dividedLines(name.text).count) * line)
    }
    let half = line / 2
    let middles = spread(
      labels, top: frame.area.top - half, bottom: frame.area.bottom + half)
    for (index, name) in names.enumerated() {
      let place = Pixel(frame.area.right + layout.leader, middles[index])
      if isInside(name.end) { drawLeader(from: ends[index], to: place, color: name.color) }
      addText(
        layout.endText(of: name), at: place, size: medium.small, color: name.color, align: .left)
    }
  }

  private func isInside(_ end: Point?) -> Bool { end.map { frame.y.contains($0.y) } ?? false }

  /// Where a curve ends, within the plotting area.
  private func end(of name: LayerName) -> Pixel {
    guard let end = name.end else { return Pixel(frame.area.right, frame.area.top) }
    let pixel = frame.pixel(Point(min(max(end.x, frame.x.lower), frame.x.upper), end.y))
    return Pixel(pixel.x, min(max(pixel.y, frame.area.top), frame.area.bottom))
  }

  /// A thin line from the curve's end to its name, where they do not stand side by side.
  private mutating func drawLeader(from end: Pixel, to place: Pixel, color: Color) {
    let isBeside = abs(end.y - place.y) < 0.3 * medium.small && end.x > frame.area.right - 1
    guard medium.isPicture, !isBeside else { return }
    let start = Pixel(end.x + 3, end.y)
    let stop = Pixel(place.x - 4, place.y)
    settings.append(
      "set arrow from \(screen(start)) to \(screen(stop)) nohead "
        + "linecolor rgb \(color.line.quoted) linewidth 1 front")
  }

  /// gnuplot's screen coordinates.
  private func screen(_ pixel: Pixel) -> String { canvas.screen(pixel) }
}
