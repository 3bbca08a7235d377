import Files

extension Panel {
  /// A matrix as coloured cells.
  ///
  /// - Parameters:
  ///   - rows: the matrix; its first row is drawn at the top, as it is printed. A NaN leaves
  ///     its cell empty.
  ///   - x, y: what the cells cover; by default each is one unit wide and high, from 0.
  ///   - colors: light to dark, or two hues about zero.
  ///   - from, to: the values at the ends of the colour scale, by default the least and the
  ///     largest (for `.diverging` the same distance on both sides of zero).
  ///   - label: what the colours measure; it stands above the scale.
  ///   - values: what is written in the cells, in the matrix's order.
  public mutating func heatMap(
    _ rows: [[Double]], x: ClosedRange<Double>? = nil, y: ClosedRange<Double>? = nil,
    colors: ColorScale.Hues = .sequential, from: Double? = nil, to: Double? = nil,
    label: String = "", values: [[String]]? = nil
  ) {
    let columnCount = rows.first?.count ?? 0
    require(columnCount > 0, "a heat map needs at least one cell; got none")
    for (index, row) in rows.enumerated() {
      require(
        row.count == columnCount,
        "the rows of a heat map are equally long; row 0 has \(columnCount) values, "
          + "row \(index) has \(row.count)")
    }
    require(
      values == nil || values?.map(\.count) == rows.map(\.count),
      "a heat map needs one text for each cell, in rows like those of the matrix")
    checkSeries("heat map", [("value", rows.flatMap { $0 })])
    layers.append(
      HeatMap(
        rows: rows, x: x ?? 0...Double(columnCount), y: y ?? 0...Double(rows.count),
        scale: ColorScale(
          hues: colors, from: from, to: to, values: rows.flatMap { $0 }, label: label),
        values: values))
  }
}

/// Which colours stand for which values.
public struct ColorScale: Equatable, Sendable {
  public enum Hues: Sendable {
    /// From nearly white to dark blue.
    case sequential
    /// Vermilion below zero, white at it, blue above.
    case diverging
  }
  var hues: Hues
  var lower: Double
  var upper: Double
  var label: String

  init(hues: Hues, from: Double?, to: Double?, values: [Double], label: String) {
    (self.hues, self.label) = (hues, label)
    let extent = Extent(values)
    let reach = max(abs(from ?? extent.lower), abs(to ?? extent.upper))
    lower = roundedToSixDigits(from ?? (hues == .diverging ? -reach : extent.lower))
    upper = roundedToSixDigits(to ?? (hues == .diverging ? reach : extent.upper))
    if lower >= upper { upper = lower + max(abs(lower) * 0.1, 1) }
  }

  var stops: [RGB] {
    switch hues {
    case .sequential: [0xF1F6FA, 0xB5D4E9, 0x5FA8D3, 0x0072B2, 0x003F66]
    case .diverging: [0xA34700, 0xE08B4B, 0xF7D9C0, 0xFAFAFA, 0xBCD9EC, 0x4C9BCB, 0x005A8F]
    }
  }

  /// `defined (0 '#f1f6fa', 1 …)`.
  var palette: String {
    let list = stops.enumerated().map { "\($0.offset) \($0.element.quoted)" }
    return "defined (\(list.joined(separator: ", ")))"
  }

  func color(of value: Double) -> RGB {
    let place = min(max((value - lower) / (upper - lower), 0), 1) * Double(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    return stops[index].mixed(with: stops[index + 1], place - Double(index))
  }
}

struct HeatMap: Layer {
  var rows: [[Double]]
  var x, y: ClosedRange<Double>
  var scale: ColorScale
  var values: [[String]]?

  var xExtent: Extent { Extent([x.lowerBound, x.upperBound]) }
  var yExtent: Extent { Extent([y.lowerBound, y.upperBound]) }
  var colorScale: ColorScale? { scale }

  private var cellWidth: Double { (x.upperBound - x.lowerBound) / Double(rows[0].count) }
  private var cellHeight: Double { (y.upperBound - y.lowerBound) / Double(rows.count) }

  func draw(in plot: inout PanelPlot) {
    var cells: [[Double]] = []
    for (row, values) in rows.enumerated() {
      for (column, value) in values.enumerated() where value.isFinite {
        let left = x.lowerBound + cellWidth * Double(column)
        let top = y.upperBound - cellHeight * Double(row)
        cells.append([left, left + cellWidth, top - cellHeight, top, value])
      }
    }
    let data = plot.addData(
      "cells", nil, columns: ["left", "right", "bottom", "top", "value"], rows: cells)
    plot.add(
      "\(data) using 1:3:1:2:3:4:5 with boxxyerror linecolor palette fillstyle solid noborder")
    drawValues(in: &plot)
  }

  private func drawValues(in plot: inout PanelPlot) {
    for (row, texts) in (values ?? []).enumerated() {
      for (column, text) in texts.enumerated() where rows[row][column].isFinite {
        let centre = Point(
          x.lowerBound + cellWidth * (Double(column) + 0.5),
          y.upperBound - cellHeight * (Double(row) + 0.5))
        plot.addText(
          text, at: plot.frame.pixel(centre), size: plot.medium.small, color: .black,
          align: .center)
      }
    }
  }

  /// The colour of the cell that a place lies on; nil beside the map and on empty cells.
  func color(at place: Point) -> RGB? {
    guard x.contains(place.x), y.contains(place.y) else { return nil }
    let column = min(Int((place.x - x.lowerBound) / cellWidth), rows[0].count - 1)
    let row = min(Int((y.upperBound - place.y) / cellHeight), rows.count - 1)
    return rows[row][column].isFinite ? scale.color(of: rows[row][column]) : nil
  }
}
