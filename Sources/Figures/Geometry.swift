#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// The libm functions that the layers need, under names that no method hides.
func sine(_ angle: Double) -> Double { sin(angle) }
func cosine(_ angle: Double) -> Double { cos(angle) }
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// A place on the canvas: x to the right, y downwards, in the medium's units.
struct Pixel: Equatable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }

  static func - (a: Pixel, b: Pixel) -> Pixel { Pixel(a.x - b.x, a.y - b.y) }

  var length: Double { (x * x + y * y).squareRoot() }

  func raised(_ distance: Double) -> Pixel { Pixel(x, y - distance) }

  func moved(towards other: Pixel, by distance: Double) -> Pixel {
    let way = other - self
    guard way.length > 0 else { return self }
    let share = distance / way.length
    return Pixel(x + way.x * share, y + way.y * share)
  }
}

/// A rectangle of the canvas.
struct Area: Equatable {
  var left, right, top, bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }

  func inset(by insets: Insets) -> Area {
    Area(
      left: left + insets.left, right: right - insets.right, top: top + insets.top,
      bottom: bottom - insets.bottom)
  }
}

struct Insets: Equatable {
  var left = 0.0
  var right = 0.0
  var top = 0.0
  var bottom = 0.0
}

/// A plotting area with its two axes.
struct PlotFrame: Equatable {
  var area: Area
  var x: ResolvedAxis
  var y: ResolvedAxis

  func pixel(_ point: Point) -> Pixel {
    Pixel(
      area.left + area.width * x.position(of: point.x),
      area.bottom - area.height * y.position(of: point.y))
  }

  func point(_ pixel: Pixel) -> Point {
    Point(
      x.value(at: (pixel.x - area.left) / area.width),
      y.value(at: (area.bottom - pixel.y) / area.height))
  }
}

extension ResolvedAxis {
  /// The inverse of `position(of:)`.
  func value(at position: Double) -> Double {
    switch scale {
    case .linear: lower + (upper - lower) * position
    case .logarithmic: lower * power(upper / lower, position)
    }
  }
}

/// The whole of what is drawn on, and how gnuplot names its places: as shares of its width from
/// the left and of its height from below.
struct Canvas: Equatable {
  var width: Double
  var height: Double
  /// In a terminal 0 … 1 runs from the middle of the first character to that of the last.
  var isPicture: Bool

  /// gnuplot cuts off what is behind the point of a character's place: 2.99999, which six digits may
  /// make of 3, would be 2.
  private static let nudge = 1e-4

  func across(_ x: Double) -> String {
    sixDigits(isPicture ? x / width : (x - 0.5 + Self.nudge) / (width - 1))
  }

  func up(_ y: Double) -> String {
    sixDigits(1 - (isPicture ? y / height : (y - 0.5 - Self.nudge) / (height - 1)))
  }

  func screen(_ pixel: Pixel) -> String {
    "screen \(across(pixel.x)), screen \(up(pixel.y))"
  }
}

/// Where a figure is drawn, and how large its letters are there.
struct Medium: Equatable {
  enum Kind: Equatable {
    case svg
    case terminal(colored: Bool)
  }
  var kind: Kind
  /// The letters of axis labels and of boxes, and the smaller ones of ticks and names.
  var size, small, title: Double
  /// The free edge of the canvas, the space between a mark and its name, a tick's length.
  var edge, gap, tick: Double
  var cornerRadius: Double
  var arrowClearance: Double

  static let svg = Medium(
    kind: .svg, size: 20, small: 19, title: 21, edge: 10, gap: 8, tick: 6, cornerRadius: 10,
    arrowClearance: 4)

  /// A terminal, whose unit is one character.
  static func terminal(colored: Bool) -> Medium {
    Medium(
      kind: .terminal(colored: colored), size: 1, small: 1, title: 1, edge: 0, gap: 1, tick: 0,
      cornerRadius: 0, arrowClearance: 0)
  }

  var isPicture: Bool { kind == .svg }

  func width(_ text: MarkedText, size: Double) -> Double {
    isPicture ? text.width * size : Double(text.plain.count)
  }

  /// The height of a line of text.
  func line(_ size: Double) -> Double { isPicture ? 1.3 * size : 1 }
}
