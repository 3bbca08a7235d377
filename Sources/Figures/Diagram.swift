import Files

extension Panel {
  /// A rounded box with words in it; a line end divides them.
  ///
  /// The box that it returns is what arrows start from and lead to.
  @discardableResult
  public mutating func box(
    _ text: String, at centre: Point, width: Double, height: Double, color: Color = .blue
  ) -> Box {
    require(
      width > 0 && height > 0, "a box has a positive width and height; got \(width) × \(height)")
    require(centre.isFinite, "a box stands at a finite place; got \(centre)")
    let box = Box(centre: centre, width: width, height: height)
    layers.append(BoxLayer(box: box, text: text, color: color))
    return box
  }

  /// An arrow between two places.
  public mutating func arrow(
    from start: Point, to end: Point, color: Color = .gray, dash: Dash = .solid,
    label: String? = nil
  ) {
    require(
      start.isFinite && end.isFinite, "an arrow joins finite places; got \(start) and \(end)")
    layers.append(
      ArrowLayer(ends: .points(start, end), color: color, dash: dash, label: label))
  }

  /// A straight arrow from the edge of one box to the edge of another.
  public mutating func arrow(
    from start: Box, to end: Box, color: Color = .gray, dash: Dash = .solid,
    label: String? = nil
  ) {
    layers.append(ArrowLayer(ends: .boxes(start, end), color: color, dash: dash, label: label))
  }

  /// An arrow that leaves a box on one side and comes back to the other on the same side, as
  /// the way back in a loop does.
  ///
  /// - Parameter distance: how far from the boxes it runs, in units of the panel.
  public mutating func arrow(
    from start: Box, to end: Box, around side: Box.Side, distance: Double,
    color: Color = .gray, dash: Dash = .solid, label: String? = nil
  ) {
    layers.append(
      ArrowLayer(
        ends: .around(start, end, side, distance), color: color, dash: dash, label: label))
  }

  /// Arrows that begin at `x`, `y` and go as far as `dx`, `dy`: a vector field.
  public mutating func vectors(
    x: [Double], y: [Double], dx: [Double], dy: [Double], color: Color = .blue,
    label: String? = nil
  ) {
    checkSeries("vectors", [("x", x), ("y", y), ("dx", dx), ("dy", dy)])
    layers.append(VectorField(x: x, y: y, dx: dx, dy: dy, color: color, label: label))
  }
}

extension Panel {
  /// A box of a diagram, in the panel's units.
  public struct Box: Equatable, Sendable {
    public enum Side: Sendable { case above, below }

    public var centre: Point
    public var width: Double
    public var height: Double

    /// The middle of the upper or lower edge.
    func edge(_ side: Side) -> Point {
      Point(centre.x, centre.y + (side == .above ? height : -height) / 2)
    }

    /// Where the straight line from the centre towards `target` leaves the box.
    func exit(towards target: Point) -> Point {
      let dx = target.x - centre.x
      let dy = target.y - centre.y
      let reach = min(
        dx == 0 ? .infinity : width / 2 / abs(dx), dy == 0 ? .infinity : height / 2 / abs(dy))
      return Point(centre.x + dx * min(reach, 1), centre.y + dy * min(reach, 1))
    }
  }
}

struct BoxLayer: Layer {
  var box: Panel.Box
  var text: String
  var color: Color

  var xExtent: Extent {
    Extent([box.centre.x - box.width / 2, box.centre.x + box.width / 2])
  }
  var yExtent: Extent {
    Extent([box.centre.y - box.height / 2, box.centre.y + box.height / 2])
  }

  func draw(in plot: inout PanelPlot) {
    let upperLeft = plot.frame.pixel(
      Point(box.centre.x - box.width / 2, box.centre.y + box.height / 2))
    let lowerRight = plot.frame.pixel(
      Point(box.centre.x + box.width / 2, box.centre.y - box.height / 2))
    let area = Area(
      left: upperLeft.x, right: lowerRight.x, top: upperLeft.y, bottom: lowerRight.y)
    let outline = roundedOutline(area, radius: plot.medium.cornerRadius).map(plot.frame.point)
    let data = plot.addData(
      "box", text, columns: ["x", "y"], rows: outline.map { [$0.x, $0.y] })
    if plot.medium.isPicture {
      let tint = color.line.tinted(0.14).quoted
      plot.add(
        "\(data) using 1:2 with filledcurves closed fillcolor rgb \(tint) fillstyle solid noborder")
    }
    plot.add("\(data) using 1:2 with lines \(plot.lineLook(color, .solid, 0.9))")
    plot.addText(
      text, at: plot.frame.pixel(box.centre), size: plot.medium.size, color: .black,
      align: .center)
  }
}

/// A rectangle with round corners, closed.
private func roundedOutline(_ area: Area, radius: Double) -> [Pixel] {
  let radius = min(radius, area.width / 2, area.height / 2)
  let corners = [
    (area.right - radius, area.top + radius, -0.25), (area.right - radius, area.bottom - radius, 0),
    (area.left + radius, area.bottom - radius, 0.25), (area.left + radius, area.top + radius, 0.5),
  ]
  let outline = corners.flatMap { x, y, start in
    arc(around: Pixel(x, y), radius: radius, from: start, turn: 0.25)
  }
  return outline + [outline[0]]
}

/// Points on a circle; angles in turns, clockwise on the screen, from the right.
private func arc(
  around centre: Pixel, radius: Double, from start: Double, turn: Double
) -> [Pixel] {
  if radius == 0 { return [centre] }
  return (0...6).map { step in
    let angle = 2 * Double.pi * (start + turn * Double(step) / 6)
    return Pixel(centre.x + radius * cosine(angle), centre.y + radius * sine(angle))
  }
}

struct ArrowLayer: Layer {
  enum Ends {
    case points(Point, Point)
    case boxes(Panel.Box, Panel.Box)
    case around(Panel.Box, Panel.Box, Panel.Box.Side, Double)
  }
  var ends: Ends
  var color: Color
  var dash: Dash
  var label: String?

  var xExtent: Extent { Extent(corners.map(\.x)) }
  var yExtent: Extent { Extent(corners.map(\.y)) }

  /// The places where the arrow starts, turns and ends.
  var corners: [Point] {
    switch ends {
    case .points(let start, let end): return [start, end]
    case .boxes(let start, let end):
      return [start.exit(towards: end.centre), end.exit(towards: start.centre)]
    case .around(let start, let end, let side, let distance):
      let out = start.edge(side)
      let back = end.edge(side)
      let y =
        side == .above ? max(out.y, back.y) + distance : min(out.y, back.y) - distance
      return [out, Point(out.x, y), Point(back.x, y), back]
    }
  }

  func draw(in plot: inout PanelPlot) {
    let pixels = shortened(corners.map(plot.frame.pixel), by: plot.medium.arrowClearance)
    let path = roundedPath(pixels, radius: plot.medium.cornerRadius * 1.5)
    let points = path.map(plot.frame.point)
    let look = plot.lineLook(color, dash, 0.9)
    if points.count > 2 {
      let data = plot.addData(
        "path", label, columns: ["x", "y"], rows: points.dropLast().map { [$0.x, $0.y] })
      plot.add("\(data) using 1:2 with lines \(look)")
    }
    let (tail, tip) = (points[points.count - 2], points[points.count - 1])
    let data = plot.addData(
      "arrow", label, columns: ["x", "y", "dx", "dy"],
      rows: [[tail.x, tail.y, tip.x - tail.x, tip.y - tail.y]])
    plot.add("\(data) using 1:2:3:4 with vectors \(plot.arrowHead) fixed \(look)")
    if let label { drawLabel(label, pixels: pixels, in: &plot) }
  }

  /// Above the middle of the longest level piece, or beside the middle of the arrow.
  private func drawLabel(_ label: String, pixels: [Pixel], in plot: inout PanelPlot) {
    let pieces = zip(pixels, pixels.dropFirst())
    let longest = pieces.max { ($0.1 - $0.0).length < ($1.1 - $1.0).length }!
    let middle = Pixel((longest.0.x + longest.1.x) / 2, (longest.0.y + longest.1.y) / 2)
    let run = longest.1 - longest.0
    let medium = plot.medium
    let lines = Double(label.split(whereSeparator: \.isNewline).count)
    if abs(run.x) >= abs(run.y) {
      let below = if case .around(_, _, .below, _) = ends { true } else { false }
      let away = medium.line(medium.small) * (0.15 + 0.5 * lines) * (below ? -1 : 1)
      plot.addText(
        label, at: middle.raised(away), size: medium.small, color: color, align: .center)
    } else {
      plot.addText(
        label, at: Pixel(middle.x + medium.gap, middle.y), size: medium.small, color: color,
        align: .left)
    }
  }
}

/// The path with a little distance kept at both ends.
private func shortened(_ path: [Pixel], by clearance: Double) -> [Pixel] {
  var path = path
  path[0] = path[0].moved(towards: path[1], by: clearance)
  let last = path.count - 1
  path[last] = path[last].moved(towards: path[last - 1], by: clearance)
  return path
}

/// The path with each corner replaced by a curve that touches both its sides.
private func roundedPath(_ path: [Pixel], radius: Double) -> [Pixel] {
  guard path.count > 2, radius > 0 else { return path }
  var result = [path[0]]
  for index in 1..<(path.count - 1) {
    let corner = path[index]
    let room = min((path[index - 1] - corner).length, (path[index + 1] - corner).length) / 2
    let start = corner.moved(towards: path[index - 1], by: min(radius, room))
    let end = corner.moved(towards: path[index + 1], by: min(radius, room))
    // A quadratic Bézier curve with the corner as its control point.
    for step in 0...6 {
      let t = Double(step) / 6
      let (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t)
      result.append(
        Pixel(
          a * start.x + b * corner.x + c * end.x, a * start.y + b * corner.y + c * end.y))
    }
  }
  return result + [path[path.count - 1]]
}

struct VectorField: Layer {
  var x, y, dx, dy: [Double]
  var color: Color
  var label: String?

  var xExtent: Extent { Extent(x + zip(x, dx).map { $0 + $1 }, needsRoom: true) }
  var yExtent: Extent { Extent(y + zip(y, dy).map { $0 + $1 }, needsRoom: true) }
  var name: LayerName? {
    label.map { LayerName(text: $0, color: color, mark: .line(.solid, marker: nil)) }
  }

  func draw(in plot: inout PanelPlot) {
    let data = plot.addData(
      "vectors", label, columns: ["x", "y", "dx", "dy"], rows: table(x, y, dx, dy))
    plot.add(
      "\(data) using 1:2:3:4 with vectors \(plot.arrowHead) \(plot.lineLook(color, .solid, 0.7))")
  }
}
