import Proximal

/// A space as Gymnasium's `str(space)` writes it: `Discrete(7)`, `MultiDiscrete([3 4])`,
/// `Box(-2.0, 2.0, (1,), float32)`.
extension ActionSpace {
  var gymnasiumText: String {
    switch self {
    case .discrete(let count): "Discrete(\(count))"
    case .multiDiscrete(let counts):
      "MultiDiscrete([\(counts.map(String.init).joined(separator: " "))])"
    case .box(let low, let high, let count): "Box(\(low), \(high), (\(count),), float32)"
    }
  }

  /// Nil where the text is none of the three.
  init?(gymnasiumText text: String) {
    guard let parts = text.wholeMatch(of: /(\w+)\((.*)\)/) else { return nil }
    let inside = String(parts.2)
    switch parts.1 {
    case "Discrete":
      guard let count = Int(inside), count > 0 else { return nil }
      self = .discrete(count: count)
    case "MultiDiscrete":
      guard let counts = inside.wholeMatch(of: /\[([0-9 ]+)\]/)?.1 else { return nil }
      let numbers = counts.split(separator: " ").map { Int($0) ?? 0 }
      guard !numbers.isEmpty, numbers.allSatisfy({ $0 > 0 }) else { return nil }
      self = .multiDiscrete(counts: numbers)
    case "Box": self.init(box: inside)
    default: return nil
    }
  }

  /// `-2.0, 2.0, (1,), float32`
  private init?(box text: String) {
    guard let parts = text.wholeMatch(of: /(\S+), (\S+), \(([0-9]+),\), float32/),
      let low = Float(parts.1), let high = Float(parts.2), let count = Int(parts.3),
      low < high, count > 0
    else { return nil }
    self = .box(low: low, high: high, count: count)
  }

  /// How many outputs an actor has for it.
  var outputCount: Int {
    switch self {
    case .discrete(let count), .box(_, _, let count): count
    // A file can name counts whose sum no Int holds.
    case .multiDiscrete(let counts):
      counts.reduce(0) { $0.addingReportingOverflow($1).overflow ? .max : $0 + $1 }
    }
  }
}
