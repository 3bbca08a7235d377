import Files

extension Panel {
  /// A line through points in their order.
  ///
  /// - Parameters:
  ///   - label: its name, at the line's last point (or in the legend).
  ///   - dash: by default the colour's own among lines of other colours, and none in a line alone.
  ///   - width: the line's width; 1 is the usual one.
  ///   - marker: what stands at each point, nothing by default.
  ///
  /// A NaN or an infinity leaves a gap.
  public mutating func line(
    x: [Double], y: [Double], color: Color = .blue, dash: Dash? = nil, width: Double = 1,
    marker: PointShape? = nil, label: String? = nil
  ) {
    checkSeries("line", [("x", x), ("y", y)])
    checkColor("line", color)
    layers.append(
      Curve(
        kind: .line, x: x, y: y, color: color, dash: dash, width: width, marker: marker,
        label: label))
  }

  /// A line that keeps each value until the next one's place.
  public mutating func steps(
    x: [Double], y: [Double], color: Color = .blue, dash: Dash? = nil, width: Double = 1,
    label: String? = nil
  ) {
    checkSeries("steps", [("x", x), ("y", y)])
    checkColor("line of steps", color)
    layers.append(
      Curve(
        kind: .steps, x: x, y: y, color: color, dash: dash, width: width, marker: nil,
        label: label))
  }

  /// The area between two curves: an interval around a line of the same colour.
  ///
  /// A place where either end is not finite leaves a gap.
  public mutating func band(
    x: [Double], from low: [Double], to high: [Double], color: Color = .blue,
    label: String? = nil
  ) {
    checkSeries("band", [("x", x), ("low", low), ("high", high)])
    layers.append(Band(x: x, low: low, high: high, color: color, label: label))
  }

  /// Single points, with a bar from `low` to `high` through each where these are given.
  ///
  /// - Parameter size: 1 is the usual one.
  public mutating func points(
    x: [Double], y: [Double], from low: [Double]? = nil, to high: [Double]? = nil,
    color: Color = .blue, shape: PointShape? = nil, size: Double = 1, label: String? = nil
  ) {
    require(
      (low == nil) == (high == nil), "points: an interval has both ends; got only one of them")
    checkSeries("points", [("x", x), ("y", y)])
    checkColor("point", color)
    if let low, let high { checkSeries("points", [("x", x), ("low", low), ("high", high)]) }
    layers.append(
      Points(
        x: x, y: y, low: low, high: high, color: color, shape: shape ?? color.shape, size: size,
        label: label))
  }

  /// A filled polygon.
  ///
  /// - Parameter opacity: 0 … 1, how much it hides of what is below it.
  public mutating func region(
    _ corners: [Point], color: Color = .blue, opacity: Double = 0.22, label: String? = nil
  ) {
    require(corners.count >= 3, "a region has three corners or more; got \(corners.count)")
    require((0...1).contains(opacity), "a region's opacity is 0 … 1; got \(opacity)")
    checkSeries("region", [("x", corners.map(\.x)), ("y", corners.map(\.y))])
    layers.append(Region(corners: corners, color: color, opacity: opacity, label: label))
  }

  /// Traps where a line or a point of this colour could not be seen.
  private func checkColor(_ kind: String, _ color: Color) {
    require(
      Color.lines.contains(color), "a \(kind) has a colour that can be seen on white; got \(color)")
  }

  /// Traps unless all columns are as long as the first and some row is wholly finite.
  func checkSeries(_ kind: String, _ columns: [(name: String, values: [Double])]) {
    let first = columns[0]
    require(!first.values.isEmpty, "a \(kind) needs at least one value; got none")
    for column in columns {
      require(
        column.values.count == first.values.count,
        "a \(kind) needs one \(column.name) for each \(first.name); "
          + "got \(column.values.count) for \(first.values.count)")
    }
    let hasFiniteRow = first.values.indices.contains { row in
      columns.allSatisfy { $0.values[row].isFinite }
    }
    require(hasFiniteRow, "a \(kind) needs at least one finite value; all are NaN or infinite")
  }
}

/// Rows of numbers from columns; a row that is not wholly finite becomes a gap.
func table(_ columns: [Double]...) -> [[Double]] {
  columns[0].indices.map { row in
    let values = columns.map { $0[row] }
    return values.allSatisfy(\.isFinite) ? values : values.map { _ in .nan }
  }
}

struct Curve: Layer {
  enum Kind { case line, steps }
  var kind: Kind
  var x, y: [Double]
  var color: Color
  /// Nil until the panel is laid out.
  var dash: Dash?
  var width: Double
  var marker: PointShape?
  var label: String?

  var xExtent: Extent { Extent(x, needsRoom: marker != nil) }
  var yExtent: Extent { Extent(y) }

  var name: LayerName? {
    label.map {
      LayerName(text: $0, color: color, mark: .line(dash ?? .solid, marker: marker), end: lastPoint)
    }
  }

  private var lastPoint: Point? {
    zip(x, y).reversed().first { $0.0.isFinite && $0.1.isFinite }.map { Point($0.0, $0.1) }
  }

  func draw(in plot: inout PanelPlot) {
    if !plot.medium.isPicture, let character { return drawCharacters(character, in: &plot) }
    let data = plot.addData(
      kind == .line ? "line" : "steps", label, columns: ["x", "y"], rows: table(x, y))
    let look = plot.lineLook(color, dash ?? .solid, width)
    switch (kind, marker) {
    case (.steps, _): plot.add("\(data) using 1:2 with steps \(look)")
    case (.line, nil): plot.add("\(data) using 1:2 with lines \(look)")
    case (.line, let shape?):
      plot.add("\(data) using 1:2 with linespoints \(look) \(plot.pointLook(shape, 1, color))")
    }
  }

  /// What the line is made of in a terminal: gnuplot itself makes lines of + and - wherever there are
  /// colours. Nil for solid lines that look like an axis.
  private var character: Character? {
    if let dash, dash != .solid { return color.brokenStroke }
    return color.stroke.linetype > 0 ? color.stroke.character : nil
  }

  /// A line in a terminal: its character in each place that it goes through.
  private func drawCharacters(_ character: Character, in plot: inout PanelPlot) {
    let frame = plot.frame
    let corners = corners.map { frame.pixel($0) }
    var places: [Pixel] = []
    for (start, end) in zip(corners, corners.dropFirst()) {
      let length = max(abs(end.x - start.x), abs(end.y - start.y))
      // A gap, or a place that a logarithmic axis does not have.
      guard length.isFinite else { continue }
      let count = Int(min(length, 1000).rounded(.up))
      for step in 0...count {
        let share = Double(step) / Double(max(count, 1))
        places.append(
          Pixel(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share))
      }
    }
    guard !places.isEmpty else { return }
    let rows = places.map { [frame.point($0).x, frame.point($0).y] }
    let data = plot.addData(
      kind == .line ? "line" : "steps", label, columns: ["x", "y"], rows: rows)
    plot.add(
      "\(data) using 1:2 with points pointtype '\(character)' "
        + "linecolor rgb \(color.line.quoted)")
  }

  /// Where the line turns: each point, and of steps also where they end.
  private var corners: [Point] {
    let points = zip(x, y).map { Point($0, $1) }
    guard kind == .steps else { return points }
    return zip(points, points.dropFirst()).flatMap { [$0, Point($1.x, $0.y)] } + points.suffix(1)
  }
}

struct Band: Layer {
  var x, low, high: [Double]
  var color: Color
  var label: String?

  var xExtent: Extent { Extent(x) }
  var yExtent: Extent { Extent(low).union(Extent(high)) }
  var name: LayerName? {
    label.map { LayerName(text: $0, color: color, mark: .band) }
  }

  static let opacity = 0.22

  /// In a terminal, where a fill would be a wall of letters.
  static let character: Character = "."

  /// One filled outline for each stretch without gaps: gnuplot closes no gaps in fills.
  func draw(in plot: inout PanelPlot) {
    let rows = table(x, low, high)
    for stretch in rows.split(whereSeparator: { $0[0].isNaN }) {
      guard plot.medium.isPicture else {
        drawDots(Array(stretch), in: &plot)
        continue
      }
      let data = plot.addData(
        "band", label, columns: ["x", "low", "high"], rows: Array(stretch))
      plot.add("\(data) using 1:2:3 with filledcurves \(plot.fillLook(color, Self.opacity))")
    }
  }

  /// A dot for each character of the terminal that lies in the band.
  private func drawDots(_ stretch: [[Double]], in plot: inout PanelPlot) {
    let (frame, area) = (plot.frame, plot.frame.area)
    var dots: [[Double]] = []
    // gnuplot's area begins and ends in the middle of a character.
    for column in middles(from: area.left, to: area.right) {
      let x = frame.point(Pixel(column, area.top)).x
      guard let (low, high) = edges(of: stretch, at: x) else { continue }
      let (top, bottom) = (frame.pixel(Point(x, high)).y, frame.pixel(Point(x, low)).y)
      for row in middles(from: area.top, to: area.bottom) where top <= row && row <= bottom {
        dots.append([x, frame.point(Pixel(column, row)).y])
      }
    }
    guard !dots.isEmpty else { return }
    let data = plot.addData("band", label, columns: ["x", "y"], rows: dots)
    plot.add(
      "\(data) using 1:2 with points pointtype '\(Self.character)' "
        + "linecolor rgb \(color.line.quoted)")
  }

  private func middles(from start: Double, to end: Double) -> [Double] {
    let count = max((end - start).rounded(), 1)
    return (0...Int(count)).map { start + (end - start) * Double($0) / count }
  }

  /// The ends of the interval at a place between two of those that are given.
  private func edges(of stretch: [[Double]], at x: Double) -> (low: Double, high: Double)? {
    for (left, right) in zip(stretch, stretch.dropFirst()) where left[0] <= x && x <= right[0] {
      let share = right[0] > left[0] ? (x - left[0]) / (right[0] - left[0]) : 0
      return (left[1] + (right[1] - left[1]) * share, left[2] + (right[2] - left[2]) * share)
    }
    return nil
  }
}

struct Points: Layer {
  var x, y: [Double]
  var low, high: [Double]?
  var color: Color
  var shape: PointShape
  var size: Double
  var label: String?

  var xExtent: Extent { Extent(x, needsRoom: true) }
  var yExtent: Extent {
    Extent(y, needsRoom: true).union(Extent(low ?? [])).union(Extent(high ?? []))
  }
  var name: LayerName? { label.map { LayerName(text: $0, color: color, mark: .points(shape)) } }

  func draw(in plot: inout PanelPlot) {
    let look = "\(plot.lineLook(color, .solid, 0.8)) \(plot.pointLook(shape, size, color))"
    if let low, let high {
      let data = plot.addData(
        "points", label, columns: ["x", "y", "low", "high"], rows: table(x, y, low, high))
      plot.add("\(data) using 1:2:3:4 with yerrorbars \(look)")
    } else {
      let data = plot.addData("points", label, columns: ["x", "y"], rows: table(x, y))
      plot.add("\(data) using 1:2 with points \(look)")
    }
  }
}

struct Region: Layer {
  var corners: [Point]
  var color: Color
  var opacity: Double
  var label: String?

  var xExtent: Extent { Extent(corners.map(\.x)) }
  var yExtent: Extent { Extent(corners.map(\.y)) }
  var name: LayerName? {
    label.map { LayerName(text: $0, color: color, mark: .fill(opacity: opacity)) }
  }

  func draw(in plot: inout PanelPlot) {
    let data = plot.addData(
      "region", label, columns: ["x", "y"], rows: table(corners.map(\.x), corners.map(\.y)))
    plot.add("\(data) using 1:2 with filledcurves closed \(plot.fillLook(color, opacity))")
  }
}
