extension Panel {
  /// A line across the whole panel at a height, named at its right end.
  public mutating func horizontalLine(
    _ y: Double, color: Color = .gray, dash: Dash = .dashed, label: String? = nil
  ) {
    precondition(y.isFinite, "a reference line lies at a finite value; got \(y)")
    layers.append(
      ReferenceLine(value: y, isHorizontal: true, color: color, dash: dash, label: label))
  }

  /// A line from the bottom of the panel to its top, named at its upper end.
  public mutating func verticalLine(
    _ x: Double, color: Color = .gray, dash: Dash = .dashed, label: String? = nil
  ) {
    precondition(x.isFinite, "a reference line lies at a finite value; got \(x)")
    layers.append(
      ReferenceLine(value: x, isHorizontal: false, color: color, dash: dash, label: label))
  }

  /// Words at a place; a line end divides them.
  ///
  /// - Parameter align: which of the text's sides lies at the place.
  public mutating func text(
    _ text: String, at place: Point, color: Color = .black, align: TextAlignment = .center
  ) {
    layers.append(TextLayer(text: text, place: place, color: color, align: align))
  }
}

/// Which side of a text lies at its place.
public enum TextAlignment: String, Sendable { case left, center, right }

struct ReferenceLine: Layer {
  var value: Double
  var isHorizontal: Bool
  var color: Color
  var dash: Dash
  var label: String?

  var xExtent: Extent { isHorizontal ? Extent() : Extent([value]) }
  var yExtent: Extent { isHorizontal ? Extent([value]) : Extent() }

  /// A horizontal line's name stands beside those of the curves; a vertical one's at its top.
  var name: LayerName? {
    guard isHorizontal, let label else { return nil }
    return LayerName(
      text: label, color: color, mark: .line(dash), end: Point(.greatestFiniteMagnitude, value))
  }

  func draw(in plot: inout PanelPlot) {
    let frame = plot.frame
    let ends =
      isHorizontal
      ? [[frame.x.lower, value], [frame.x.upper, value]]
      : [[value, frame.y.lower], [value, frame.y.upper]]
    let data = plot.addData("reference", label, columns: ["x", "y"], rows: ends)
    plot.add("\(data) using 1:2 with lines \(plot.lineLook(color, dash, 0.7))")
    if !isHorizontal, let label { plot.nameVerticalLine(label, at: value, color: color) }
  }
}

extension PanelPlot {
  /// Beside the line's upper end, on the side with room, a row lower for each name in the way.
  fileprivate mutating func nameVerticalLine(_ label: String, at x: Double, color: Color) {
    guard frame.x.contains(x) else { return }
    let width = medium.width(MarkedText(label), size: medium.small)
    let line = frame.pixel(Point(x, frame.y.upper))
    let isLeft = line.x + medium.gap + width > frame.area.right
    let left = isLeft ? line.x - medium.gap - width : line.x + medium.gap
    var row = 0
    while takenAtTop.contains(where: {
      $0.row == row && $0.span.overlaps(left...(left + width))
    }) { row += 1 }
    takenAtTop.append((row, left...(left + width)))
    let y = frame.area.top + (Double(row) + 0.5) * medium.line(medium.small)
    addText(
      label, at: Pixel(isLeft ? left + width : left, y), size: medium.small, color: color,
      align: isLeft ? .right : .left)
  }
}

struct TextLayer: Layer {
  var text: String
  var place: Point
  var color: Color
  var align: TextAlignment

  var xExtent: Extent { Extent([place.x]) }
  var yExtent: Extent { Extent([place.y]) }

  func draw(in plot: inout PanelPlot) {
    plot.addText(
      text, at: plot.frame.pixel(place), size: plot.medium.small, color: color, align: align)
  }
}
