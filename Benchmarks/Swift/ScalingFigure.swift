import Figures

/// The figure of `bench scaling`: a panel for each thing that grows.
enum ScalingFigure {
  static func figure(of curves: [ScalingCurve]) -> Figure {
    Figure(panels: ScalingTables.bySeries(curves).map(panel))
  }

  private static func panel(_ curves: [ScalingCurve]) -> Panel {
    let series = curves[0].series
    let values = series.values.map(Double.init)
    var panel = Panel(
      x: Axis(series.quantity, scale: .logarithmic, ticks: .at(everyOther(values))),
      y: series.spansMagnitudes
        ? Axis("steps/s", scale: .logarithmic) : Axis("steps/s", from: 0))
    let looks: [(color: Color, marker: PointShape)] = [(.blue, .circle), (.orange, .square)]
    for (curve, look) in zip(curves, looks) {
      panel.line(
        x: values, y: curve.medianRates, color: look.color, marker: look.marker,
        label: ScalingTables.coreName(curve.cores))
    }
    return panel
  }

  /// There is not room for each number.
  private static func everyOther(_ values: [Double]) -> [Double] {
    let stride = values.count > 8 ? 3 : 2
    return values.indices.filter { $0.isMultiple(of: stride) }.map { values[$0] }
  }
}
