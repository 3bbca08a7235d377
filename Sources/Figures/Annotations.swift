import Files

extension Panel {
  /// A line across the whole panel at a height, named at its right end.
  public mutating func horizontalLine(
    _ y: Double, color: Color = .gray, dash: Dash = .dashed, label: String? = nil
  ) {
    require(y.isFinite, "a reference line lies at a finite value; got \(y)")
    layers.append(
      ReferenceLine(value: y, isHorizontal: true, color: color, dash: dash, label: label))
  }

  /// A line from the bottom of the panel to its top, named above it.
  public mutating func verticalLine(
    _ x: Double, color: Color = .gray, dash: Dash = .dashed, label: String? = nil
  ) {
    require(x.isFinite, "a reference line lies at a finite value; got \(x)")
    layers.append(
      ReferenceLine(value: x, isHorizontal: false, color: color, dash: dash, label: label))
  }

  /// Words at a place; a line end divides them.
  ///
  /// - Parameter align: which of the text's sides lies at the place.
  public mutating func text(
    _ text: String, at place: Point, color: Color = .black, align: TextAlignment = .center
  ) {
    require(place.isFinite, "a text stands at a finite place; got \(place)")
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

  /// A horizontal line's name stands beside those of the curves.
  var name: LayerName? {
    guard isHorizontal, let label else { return nil }
    return LayerName(
      text: label, color: color, mark: .line(dash, marker: nil),
      end: Point(.greatestFiniteMagnitude, value))
  }

  func draw(in plot: inout PanelPlot) {
    let frame = plot.frame
    let ends =
      isHorizontal
      ? [[frame.x.lower, value], [frame.x.upper, value]]
      : [[value, frame.y.lower], [value, frame.y.upper]]
    let data = plot.addData("reference", label, columns: ["x", "y"], rows: ends)
    plot.add("\(data) using 1:2 with lines \(plot.lineLook(color, dash, 0.7))")
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
