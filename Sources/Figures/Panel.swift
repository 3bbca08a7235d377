/// One coordinate system with what is drawn in it.
///
///     var panel = Panel("CartPole-v1", x: "environment steps", y: "episode return")
///     panel.band(x: steps, from: low, to: high, color: .blue)
///     panel.line(x: steps, y: mean, color: .blue, label: "with baseline")
///
/// What is added later lies on top. Labels, titles and texts take `_{…}` and `^{…}` for
/// subscripts and superscripts; every other character stands for itself.
public struct Panel: Sendable {
  public var title: String
  public var x: Axis
  public var y: Axis
  /// Height over width of the plotting area, where it matters; nil fills what room there is.
  public var aspectRatio: Double?
  /// Whether axes, ticks and grid are drawn.
  public var showsAxes = true
  /// Whether curves are named in a row above the plot and not at their ends.
  public var usesLegend = false
  /// Whether a bar beside a heat map says which colour stands for which value; where the values are
  /// written in the cells it need not.
  public var showsColorBar = true

  var layers: [any Layer] = []
  /// The names under the bars, once there are some.
  var categories: [String] = []

  public init(_ title: String = "", x: Axis = "", y: Axis = "") {
    (self.title, self.x, self.y) = (title, x, y)
  }

  /// A panel without axes for boxes and arrows, in units of your own: x runs over 0 … `width`,
  /// y, upwards, over 0 … `height`, and a unit is as long in both directions.
  public static func diagram(_ title: String = "", width: Double, height: Double) -> Panel {
    var panel = Panel(title, x: Axis(from: 0, to: width), y: Axis(from: 0, to: height))
    panel.aspectRatio = height / width
    panel.showsAxes = false
    return panel
  }
}

/// A place in a panel, in the units of its axes.
public struct Point: Equatable, Sendable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }

  var isFinite: Bool { x.isFinite && y.isFinite }
}

/// Something drawn in a panel.
protocol Layer: Sendable {
  /// What the axes must show of it.
  var xExtent: Extent { get }
  var yExtent: Extent { get }
  /// Its name beside the plot, or in the legend.
  var name: LayerName? { get }
  /// The colour scale that stands beside the plot.
  var colorScale: ColorScale? { get }
  func draw(in plot: inout PanelPlot)
}

extension Layer {
  var xExtent: Extent { Extent() }
  var yExtent: Extent { Extent() }
  var name: LayerName? { nil }
  var colorScale: ColorScale? { nil }
}

/// How a layer is called, and where.
struct LayerName: Equatable {
  enum Mark: Equatable {
    case line(Dash, marker: PointShape?)
    case points(PointShape)
    case fill(opacity: Double)
    case band
  }
  var text: String
  var color: Color
  var mark: Mark
  /// The end of the curve, where the name can stand; nil where only a legend will do.
  var end: Point?

  /// What the layer consists of in a terminal.
  var character: Character {
    switch mark {
    case .line(.solid, _), .points: color.stroke.character
    case .line: color.brokenStroke
    case .fill: "X"
    case .band: Band.character
    }
  }
}
