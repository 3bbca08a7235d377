import Files

extension Panel {
  /// A bar for each category, upwards from zero. Bars of several calls stand side by side.
  ///
  /// - Parameters:
  ///   - categories: the names under the bars, the same in each call of a panel; a line end
  ///     divides a name.
  ///   - low, high: the ends of an interval about each height, drawn as a thin bar.
  ///   - valueLabels: what is written above each bar, usually its height.
  ///   - label: the name of this series, in the legend.
  public mutating func bars(
    _ categories: [String], heights: [Double], from low: [Double]? = nil,
    to high: [Double]? = nil, color: Color = .blue, valueLabels: [String]? = nil,
    label: String? = nil
  ) {
    require(
      categories.count == heights.count,
      "bars need one height for each category; got \(heights.count) for \(categories.count)")
    require(
      self.categories.isEmpty || self.categories == categories,
      "all bars of a panel have the same categories; got \(categories) after \(self.categories)")
    require(
      (low == nil) == (high == nil), "bars: an interval has both ends; got only one of them")
    require(
      valueLabels == nil || valueLabels?.count == heights.count,
      "bars need one value label for each height; got \(valueLabels?.count ?? 0)")
    checkSeries("bars", [("height", heights)])
    if let low, let high {
      checkSeries("bars", [("height", heights), ("low", low), ("high", high)])
    }
    self.categories = categories
    layers.append(
      CategoryBars(
        heights: heights, low: low, high: high, color: color, valueLabels: valueLabels,
        label: label, series: layers.count { $0 is CategoryBars }))
  }

  /// Bars over a numeric axis, as of a histogram; each is `width` wide about its `x`.
  public mutating func bars(
    x: [Double], heights: [Double], width: Double, color: Color = .blue, label: String? = nil
  ) {
    require(width > 0, "bars have a positive width; got \(width)")
    checkSeries("bars", [("x", x), ("height", heights)])
    layers.append(NumericBars(x: x, heights: heights, width: width, color: color, label: label))
  }
}

struct CategoryBars: Layer {
  var heights: [Double]
  var low, high: [Double]?
  var color: Color
  var valueLabels: [String]?
  var label: String?
  /// Which of the panel's series this is, from zero.
  var series: Int

  var xExtent: Extent { Extent([-0.5, Double(heights.count) - 0.5]) }
  var yExtent: Extent {
    var extent = Extent([0] + heights + (low ?? []) + (high ?? []))
    if valueLabels != nil {
      // Room for the words beyond the longest bars.
      let room = 0.08 * (extent.upper - extent.lower)
      if extent.upper > 0 { extent.upper += room }
      if extent.lower < 0 { extent.lower -= room }
    }
    return extent
  }
  var name: LayerName? { label.map { LayerName(text: $0, color: color, mark: .fill(opacity: 1)) } }

  func draw(in plot: inout PanelPlot) {
    let share = 0.72 / Double(plot.barSeriesCount)
    let centres = heights.indices.map { index in
      Double(index) + share * (Double(series) - Double(plot.barSeriesCount - 1) / 2)
    }
    plot.addBars("bars", label, x: centres, heights: heights, width: share * 0.92, color: color)
    if let low, let high {
      let data = plot.addData(
        "intervals", label, columns: ["x", "low", "high"], rows: table(centres, low, high))
      plot.add(
        "\(data) using 1:2:(0):($3-$2) with vectors \(plot.intervalEnds) "
          + plot.lineLook(.black, .solid, 0.7))
    }
    for (index, text) in (valueLabels ?? []).enumerated() where heights[index].isFinite {
      drawValue(text, of: index, at: centres[index], in: &plot)
    }
  }

  /// Beyond the bar's end and that of its interval.
  private func drawValue(_ text: String, of index: Int, at x: Double, in plot: inout PanelPlot) {
    let ends = [heights[index], low?[index] ?? .nan, high?[index] ?? .nan].filter(\.isFinite)
    let isDown = heights[index] < 0
    let end = isDown ? ends.min()! : ends.max()!
    let away = 0.75 * plot.medium.small * (isDown ? -1 : 1)
    plot.addText(
      text, at: plot.frame.pixel(Point(x, end)).raised(away), size: plot.medium.small,
      color: .black, align: .center)
  }
}

struct NumericBars: Layer {
  var x, heights: [Double]
  var width: Double
  var color: Color
  var label: String?

  var xExtent: Extent {
    Extent(x.map { $0 - width / 2 } + x.map { $0 + width / 2 }, needsRoom: true)
  }
  var yExtent: Extent { Extent([0] + heights) }
  var name: LayerName? { label.map { LayerName(text: $0, color: color, mark: .fill(opacity: 1)) } }

  func draw(in plot: inout PanelPlot) {
    plot.addBars("bars", label, x: x, heights: heights, width: width, color: color)
  }
}

extension PanelPlot {
  fileprivate mutating func addBars(
    _ kind: String, _ label: String?, x: [Double], heights: [Double], width: Double, color: Color
  ) {
    require(frame.y.scale == .linear, "bars stand on zero, which a logarithmic axis does not have")
    let data = addData(
      kind, label, columns: ["x", "height", "left", "right"],
      rows: table(x, heights, x.map { $0 - width / 2 }, x.map { $0 + width / 2 }))
    add("\(data) using 1:(0):3:4:(0):2 with boxxyerror \(fillLook(color, 1))")
  }
}
