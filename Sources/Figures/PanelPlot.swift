/// The commands that draw one panel, as they come together.
struct PanelPlot {
  let layout: PanelLayout
  let frame: PlotFrame
  let cell: Area
  let canvas: (width: Double, height: Double)
  let barSeriesCount: Int
  /// Names along the upper edge: which row, and from where to where.
  var takenAtTop: [(row: Int, span: ClosedRange<Double>)] = []

  private(set) var blocks: [DataBlock] = []
  private var settings: [String] = []
  private var elements: [String] = []
  private let firstBlock: Int

  var medium: Medium { layout.medium }

  init(
    _ layout: PanelLayout, frame: PlotFrame, cell: Area,
    canvas: (width: Double, height: Double), firstBlock: Int
  ) {
    (self.layout, self.frame, self.cell, self.canvas) = (layout, frame, cell, canvas)
    self.firstBlock = firstBlock
    barSeriesCount = layout.panel.layers.count { $0 is CategoryBars }
    drawSurroundings()
    for layer in layout.panel.layers { layer.draw(in: &self) }
    drawEndNames()
  }

  /// What gnuplot gets for this panel.
  var statements: [Script.Statement] {
    let plot = "plot " + elements.map { "\($0) notitle" }.joined(separator: ", \\\n     ")
    return blocks.map { .data($0) }
      + (["reset"] + settings + [plot]).map { .command($0) }
  }

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

  /// Adds an element of the plot command.
  mutating func add(_ element: String) { elements.append(element) }

  mutating func addText(
    _ text: String, at place: Pixel, size: Double, color: Color, align: TextAlignment,
    isBold: Bool = false
  ) {
    addText(text, at: place, size: size, rgb: color.text, align: align, isBold: isBold)
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
      let font = medium.isPicture ? " font ',\(sixDigits(size))'" : ""
      settings.append(
        "set label \(isBold && medium.isPicture ? marked.quotedBold : marked.quoted) "
          + "at \(screen(middle)) \(align)\(font) textcolor rgb \(rgb.quoted) front")
    }
  }

  func lineLook(_ color: Color, _ dash: Dash, _ width: Double) -> String {
    guard medium.isPicture else { return "linecolor rgb \(color.line.quoted)" }
    return "linecolor rgb \(color.line.quoted) linewidth \(sixDigits(2.6 * width)) \(dash.command)"
  }

  func pointLook(_ shape: PointShape, _ size: Double) -> String {
    "pointtype \(shape.rawValue) pointsize \(sixDigits(0.9 * size))"
  }

  func fillLook(_ color: Color, _ opacity: Double) -> String {
    let fill = opacity == 1 ? "solid" : "transparent solid \(sixDigits(opacity))"
    return "fillcolor rgb \(color.line.quoted) fillstyle \(fill) noborder"
  }

  var arrowHead: String {
    "head filled size screen \(sixDigits(13 / canvas.width)),20,90 fixed"
  }

  // MARK: Around the plotting area

  private mutating func drawSurroundings() {
    let area = frame.area
    settings += [
      "set lmargin at screen \(sixDigits(area.left / canvas.width))",
      "set rmargin at screen \(sixDigits(area.right / canvas.width))",
      "set tmargin at screen \(sixDigits(1 - area.top / canvas.height))",
      "set bmargin at screen \(sixDigits(1 - area.bottom / canvas.height))",
      "set xrange [\(sixDigits(frame.x.lower)):\(sixDigits(frame.x.upper))]",
      "set yrange [\(sixDigits(frame.y.lower)):\(sixDigits(frame.y.upper))]",
      "unset key",
    ]
    if frame.x.scale == .logarithmic { settings.append("set logscale x") }
    if frame.y.scale == .logarithmic { settings.append("set logscale y") }
    if layout.panel.showsAxes { drawAxes() } else { settings += ["unset border", "unset tics"] }
    if let scale = layout.colorScale {
      drawColorBar(scale)
    } else {
      settings.append("unset colorbox")
    }
    drawHeading()
  }

  private mutating func drawAxes() {
    let area = frame.area
    let isMap = layout.colorScale != nil
    let xTicks = layout.xTicks(width: area.width)
    let look = medium.isPicture ? " font ',\(sixDigits(medium.small))'" : ""
    settings += [
      "set border 3 linecolor rgb '#8a8f98' linewidth 1.2",
      ticks("x", xTicks, look), ticks("y", layout.yTicks(height: area.height), look),
    ]
    if medium.isPicture && !isMap {
      let axes = (xTicks.isEmpty ? "noxtics" : "xtics") + " ytics"
      settings.append("set grid \(axes) back linecolor rgb '#e3e6ea' linewidth 1 dashtype solid")
    }
    drawCategories()
    let caption = layout.panel.x.caption
    if !caption.isEmpty {
      addText(
        caption,
        at: Pixel(
          (area.left + area.right) / 2, cell.bottom - medium.edge - medium.line(medium.size) / 2),
        size: medium.size, color: .black, align: .center)
    }
  }

  /// `set xtics out nomirror … ('0' 0, '50k' 50000)`, or none.
  private func ticks(_ axis: String, _ ticks: [Tick], _ look: String) -> String {
    guard !ticks.isEmpty else { return "unset \(axis)tics" }
    let list = ticks.map { tick in
      let level = tick.isMinor ? " 1" : ""
      return "\(MarkedText(tick.label).quotedForTick) \(sixDigits(tick.value))\(level)"
    }
    let length = medium.isPicture ? "out scale 0.5,0.3" : "in scale 0"
    return "set \(axis)tics \(length) nomirror\(look) textcolor rgb \(Color.black.text.quoted) "
      + "(\(list.joined(separator: ", ")))"
  }

  private mutating func drawCategories() {
    let names = layout.panel.categories
    let slot = frame.area.width / Double(max(names.count, 1))
    for (index, name) in names.enumerated() {
      let lines = layout.wrapped(name, width: slot * 0.95)
      let left = frame.area.left + slot * (Double(index) + 0.5)
      let top = frame.area.bottom + medium.gap
      let height = Double(lines.count) * medium.line(medium.small)
      addText(
        lines.joined(separator: "\n"), at: Pixel(left, top + height / 2), size: medium.small,
        color: .black, align: .center)
    }
  }

  private mutating func drawColorBar(_ scale: ColorScale) {
    let area = frame.area
    let left = area.right + 2 * medium.gap
    let corner = screen(Pixel(left, area.bottom))
    let size =
      "\(sixDigits(layout.colorBarWidth / canvas.width)),\(sixDigits(area.height / canvas.height))"
    let look = medium.isPicture ? " font ',\(sixDigits(medium.small))'" : ""
    settings += [
      "set palette maxcolors 64 \(scale.palette)",
      "set cbrange [\(sixDigits(scale.lower)):\(sixDigits(scale.upper))]",
      "set colorbox user origin \(corner) size \(size) noborder",
      ticks("cb", layout.colorTicks(scale, height: area.height), look),
    ]
    if !scale.label.isEmpty {
      addText(
        scale.label, at: Pixel(cell.right - medium.edge, captionLine), size: medium.size,
        color: .black, align: .right)
    }
  }

  /// From the top: title, legend, the y axis's label.
  private mutating func drawHeading() {
    let left = cell.left + medium.edge
    var y = cell.top + medium.edge
    if !layout.panel.title.isEmpty {
      addText(
        layout.panel.title, at: Pixel(left, y + medium.line(medium.title) / 2),
        size: medium.title, color: .black, align: .left, isBold: true)
      y += medium.line(medium.title)
    }
    for row in layout.legendRows(width: cell.width - 2 * medium.edge) {
      drawLegendRow(row, at: Pixel(left, y + layout.legendLine / 2))
      y += layout.legendLine
    }
    if layout.showsYCaption {
      addText(
        layout.panel.y.caption, at: Pixel(left, captionLine), size: medium.size, color: .black,
        align: .left)
    }
  }

  /// The middle of the line just above the plotting area.
  private var captionLine: Double {
    let half = medium.isPicture ? medium.small * 0.5 : 0
    return frame.area.top - half - medium.line(medium.size) / 2
  }

  private mutating func drawLegendRow(_ row: [LayerName], at start: Pixel) {
    var place = start
    for name in row {
      drawMark(name, at: place)
      addText(
        name.text, at: Pixel(place.x + layout.legendMark + medium.gap, place.y),
        size: medium.small, color: .black, align: .left)
      place.x += layout.legendWidth(of: name)
    }
  }

  private mutating func drawMark(_ name: LayerName, at place: Pixel) {
    let end = Pixel(place.x + layout.legendMark, place.y)
    switch name.mark {
    case .line(let dash):
      settings.append(
        "set arrow from \(screen(place)) to \(screen(end)) nohead "
          + "\(lineLook(name.color, dash, 1)) front")
    case .points(let shape):
      settings.append(
        "set label '' at \(screen(Pixel((place.x + end.x) / 2, place.y))) point "
          + "\(pointLook(shape, 1)) linecolor rgb \(name.color.line.quoted) front")
    case .fill(let opacity):
      let half = medium.isPicture ? medium.small * 0.36 : 0.5
      settings.append(
        "set object rectangle from \(screen(place.raised(half))) to \(screen(end.raised(-half))) "
          + "\(fillLook(name.color, opacity)) front")
    }
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
      drawLeader(from: ends[index], to: place, color: name.color)
      addText(name.text, at: place, size: medium.small, color: name.color, align: .left)
    }
  }

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

  /// gnuplot's screen coordinates: 0 … 1 from the lower left corner of the canvas.
  private func screen(_ pixel: Pixel) -> String {
    "screen \(sixDigits(pixel.x / canvas.width)), screen \(sixDigits(1 - pixel.y / canvas.height))"
  }
}
