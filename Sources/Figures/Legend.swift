/// The names of what is drawn, each behind a mark that shows how it is drawn, in rows.
struct Legend: Equatable {
  var names: [LayerName]
  var medium: Medium

  var lineHeight: Double { medium.line(medium.small) * (medium.isPicture ? 1.1 : 1) }
  /// As wide as 46 pixels, or as it takes to see the whole of a dash and where it begins again.
  func markWidth(of name: LayerName) -> Double {
    guard medium.isPicture else { return 3 }
    guard case .line(let dash, _) = name.mark, let stroke = dash.lengths.first else { return 46 }
    return max(46, Double(dash.lengths.reduce(stroke, +)) * PanelPlot.lineWidth / 2)
  }

  func height(width: Double) -> Double { Double(rows(width: width).count) * lineHeight }

  /// The names in rows that fit into `width`.
  func rows(width: Double) -> [[LayerName]] {
    var rows: [[LayerName]] = []
    var used = 0.0
    for name in names {
      let needed = self.width(of: name)
      if rows.isEmpty || used + needed > width {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append(name)
      used += needed
    }
    return rows
  }

  /// Mark, name and the space to the next.
  func width(of name: LayerName) -> Double {
    markWidth(of: name) + medium.gap + medium.width(MarkedText(name.text), size: medium.small)
      + 2.5 * medium.gap
  }

  /// One legend that says what all of them say, or nil where two would give one mark two names.
  static func joined(_ legends: [Legend]) -> Legend? {
    var names: [LayerName] = []
    for name in legends.flatMap(\.names) {
      guard let same = names.first(where: { $0.color == name.color && $0.mark == name.mark })
      else {
        names.append(name)
        continue
      }
      if same.text != name.text { return nil }
    }
    return Legend(names: names, medium: legends[0].medium)
  }
}

/// A legend with the place of its upper left corner, and the width that it has.
struct PlacedLegend {
  var legend: Legend
  var corner: Pixel
  var width: Double
}

extension PanelPlot {
  mutating func draw(_ placed: PlacedLegend) {
    let legend = placed.legend
    var place = placed.corner
    place.y += legend.lineHeight / 2
    for row in legend.rows(width: placed.width) {
      place.x = placed.corner.x
      for name in row {
        let mark = legend.markWidth(of: name)
        drawMark(name, at: place, width: mark)
        addText(
          name.text, at: Pixel(place.x + mark + medium.gap, place.y),
          size: medium.small, color: .black, align: .left)
        place.x += legend.width(of: name)
      }
      place.y += legend.lineHeight
    }
  }

  private mutating func drawMark(_ name: LayerName, at place: Pixel, width: Double) {
    guard medium.isPicture else {
      let mark = String(repeating: name.character, count: Int(width))
      return addText(mark, at: place, size: medium.small, color: name.color, align: .left)
    }
    let end = Pixel(place.x + width, place.y)
    switch name.mark {
    case .line(let dash, let marker):
      if let marker { drawPoint(marker, between: place, and: end, color: name.color) }
      addSetting(
        "set arrow from \(canvas.screen(place)) to \(canvas.screen(end)) nohead "
          + "\(lineLook(name.color, dash, 1)) front")
    case .points(let shape):
      drawPoint(shape, between: place, and: end, color: name.color)
    case .fill, .band:
      let opacity = if case .fill(let opacity) = name.mark { opacity } else { Band.opacity }
      let half = medium.small * 0.36
      addSetting(
        "set object rectangle from \(canvas.screen(place.raised(half))) "
          + "to \(canvas.screen(end.raised(-half))) \(fillLook(name.color, opacity)) front")
    }
  }

  private mutating func drawPoint(
    _ shape: PointShape, between start: Pixel, and end: Pixel, color: Color
  ) {
    addSetting(
      "set label '' at \(canvas.screen(Pixel((start.x + end.x) / 2, start.y))) point "
        + "\(pointLook(shape, 1, color)) linecolor rgb \(color.line.quoted) front")
  }
}
