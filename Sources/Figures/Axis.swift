import Files

/// What an axis measures, how far it reaches and how it is divided.
///
/// A string literal is an axis with that label: `x: "environment steps"`.
public struct Axis: Sendable, ExpressibleByStringLiteral {
  public enum Scale: Sendable { case linear, logarithmic }

  /// Where an axis is marked.
  public enum Ticks: Sendable {
    /// Round numbers, as many as there is room for.
    case automatic
    case none
    /// These values, labelled with themselves.
    case at([Double])
    /// These values with words of their own.
    case named([(value: Double, label: String)])
  }

  public var label: String
  public var unit: String?
  /// The ends of the axis; what is nil is taken from the data.
  public var from: Double?
  public var to: Double?
  public var scale: Scale
  public var ticks: Ticks

  /// - Parameters:
  ///   - label: what is measured; `_{…}` and `^{…}` lower and raise.
  ///   - unit: shown in brackets behind the label: `time (s)`.
  ///   - from: the lower end, by default that of the data.
  ///   - to: the upper end, by default that of the data.
  ///   - scale: on a logarithmic axis, values that are not positive leave a gap.
  public init(
    _ label: String = "", unit: String? = nil, from: Double? = nil, to: Double? = nil,
    scale: Scale = .linear, ticks: Ticks = .automatic
  ) {
    if let from, let to {
      require(from < to, "an axis runs from a smaller value to a larger; got \(from) … \(to)")
    }
    for end in [from, to].compactMap({ $0 }) {
      require(end.isFinite, "the end of an axis is a finite number; got \(end)")
      require(
        scale == .linear || end > 0, "the end of a logarithmic axis is positive; got \(end)")
    }
    (self.label, self.unit, self.from, self.to) = (label, unit, from, to)
    (self.scale, self.ticks) = (scale, ticks)
  }

  public init(stringLiteral label: String) { self.init(label) }

  /// Label and unit as they stand at the axis.
  var caption: String { unit.map { "\(label) (\($0))" } ?? label }
}

/// The finite values that an axis has to show.
struct Extent: Equatable {
  var lower = Double.infinity
  var upper = -Double.infinity
  /// The least of the positive values: where a logarithmic axis may begin.
  var leastPositive = Double.infinity
  /// Whether something stands at its ends that must not be cut, such as points and bars.
  var needsRoom = false

  init() {}

  init(_ values: some Sequence<Double>, needsRoom: Bool = false) {
    self.needsRoom = needsRoom
    for value in values where value.isFinite {
      lower = min(lower, value)
      upper = max(upper, value)
      if value > 0 { leastPositive = min(leastPositive, value) }
    }
  }

  func union(_ other: Extent) -> Extent {
    var result = self
    result.lower = min(lower, other.lower)
    result.upper = max(upper, other.upper)
    result.leastPositive = min(leastPositive, other.leastPositive)
    result.needsRoom = needsRoom || other.needsRoom
    return result
  }
}

/// An axis whose ends are known.
struct ResolvedAxis: Equatable {
  var lower: Double
  var upper: Double
  var scale: Axis.Scale

  /// - Parameter padded: whether the data keeps a little distance from both ends.
  init(_ axis: Axis, showing extent: Extent, padded: Bool) {
    scale = axis.scale
    let padded = padded || extent.needsRoom
    let ends =
      axis.scale == .linear
      ? Self.linearEnds(extent, padded: padded) : Self.logarithmicEnds(extent, padded: padded)
    lower = axis.from ?? ends.lower
    upper = axis.to ?? ends.upper
    if lower >= upper {
      // One end was given and lies beyond all the data.
      let width = max(abs(lower), abs(upper), 1)
      if axis.from != nil { upper = lower + width } else { lower = upper - width }
    }
    lower = roundedToSixDigits(lower)
    upper = roundedToSixDigits(upper)
  }

  private static func linearEnds(
    _ extent: Extent, padded: Bool
  ) -> (lower: Double, upper: Double) {
    guard extent.lower <= extent.upper else { return (0, 1) }
    let width = extent.upper - extent.lower
    // All one value, or as good as: six digits must tell the ends apart.
    if width <= 1e-4 * max(abs(extent.lower), abs(extent.upper)) {
      let half = max(abs(extent.lower) * 0.1, 0.5)
      return (extent.lower - half, extent.upper + half)
    }
    guard padded else { return (extent.lower, extent.upper) }
    let room = 0.05 * width
    // Data that begins near zero is shown from zero, unless a point there would be cut.
    let margin = extent.needsRoom ? room : 0
    let startsAtZero = extent.lower >= margin && extent.lower <= 0.2 * extent.upper
    let endsAtZero = extent.upper <= -margin && extent.upper >= 0.2 * extent.lower
    return (
      startsAtZero ? 0 : extent.lower - room,
      endsAtZero ? 0 : extent.upper + room
    )
  }

  private static func logarithmicEnds(
    _ extent: Extent, padded: Bool
  ) -> (lower: Double, upper: Double) {
    guard extent.leastPositive < .infinity else { return (0.1, 10) }
    if extent.leastPositive == extent.upper { return (extent.upper / 2, extent.upper * 2) }
    guard padded else { return (extent.leastPositive, extent.upper) }
    let room = power(extent.upper / extent.leastPositive, 0.05)
    return (extent.leastPositive / room, extent.upper * room)
  }

  func contains(_ value: Double) -> Bool { value >= lower && value <= upper }

  /// Where `value` lies between the ends, as 0 … 1.
  func position(of value: Double) -> Double {
    switch scale {
    case .linear: (value - lower) / (upper - lower)
    case .logarithmic: logarithm(value / lower) / logarithm(upper / lower)
    }
  }
}
