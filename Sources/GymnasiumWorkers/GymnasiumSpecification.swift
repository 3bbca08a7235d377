import Proximal

/// What an environment of Gymnasium says about itself.
public struct GymnasiumSpecification: Sendable, Equatable {
  /// Floats of an observation: of a box its elements, row by row; of another space what
  /// `gymnasium.spaces.flatten` makes of it, such as a one-hot vector.
  public var observationCount: Int
  /// The actions. The bounds of a box are the least and the greatest of ``bounds``.
  public var actionSpace: ActionSpace
  /// Of every component of an action, where actions are numbers; `[width]`, else none.
  public var bounds: [ClosedRange<Float>]
  /// Steps after which Gymnasium truncates an episode; `Int.max` where it does not.
  public var timeLimit: Int
}

extension GymnasiumSpecification {
  /// Floats of an observation, and elements of an action, that are believed.
  private static let mostElements = 1 << 24

  /// Reads what the worker has sent; nil where that is no specification.
  init?(_ bytes: ArraySlice<UInt8>) {
    var reader = LittleEndianReader(bytes)
    guard
      let observationCount = reader.take(UInt32.self), let kind = reader.take(UInt32.self),
      let width = reader.take(UInt32.self), reader.take(UInt32.self) != nil,
      let limit = reader.take(Int64.self), limit >= 0,
      (1...Self.mostElements).contains(Int(observationCount)),
      (1...Self.mostElements).contains(Int(width))
    else { return nil }
    self.observationCount = Int(observationCount)
    timeLimit = limit == 0 ? .max : Int(clamping: limit)
    guard let actions = Self.actions(kind: kind, width: Int(width), &reader), reader.isAtEnd else {
      return nil
    }
    (actionSpace, bounds) = actions
  }

  private static func actions(
    kind: UInt32, width: Int, _ reader: inout LittleEndianReader
  ) -> (ActionSpace, [ClosedRange<Float>])? {
    if kind == 2 { return box(width, &reader) }
    guard let counts = reader.take(width, of: Int64.self)?.map({ Int(clamping: $0) }),
      counts.allSatisfy({ (1...mostElements).contains($0) })
    else { return nil }
    switch kind {
    case 0 where width == 1: return (.discrete(count: counts[0]), [])
    case 1: return (.multiDiscrete(counts: counts), [])
    default: return nil
    }
  }

  private static func box(
    _ width: Int, _ reader: inout LittleEndianReader
  ) -> (ActionSpace, [ClosedRange<Float>])? {
    guard let lows = reader.take(width, of: UInt32.self)?.map(Float.init(bitPattern:)),
      let highs = reader.take(width, of: UInt32.self)?.map(Float.init(bitPattern:)),
      // False where one of them is no number.
      zip(lows, highs).allSatisfy({ $0 <= $1 })
    else { return nil }
    return (
      .box(low: lows.min()!, high: highs.max()!, count: width), zip(lows, highs).map { $0...$1 }
    )
  }
}

/// Takes numbers from bytes, one after another.
struct LittleEndianReader {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { bytes.isEmpty }

  /// The next number; nil where too few bytes are left.
  mutating func take<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
    let size = MemoryLayout<Number>.size
    guard bytes.count >= size else { return nil }
    defer { bytes = bytes.dropFirst(size) }
    return bytes.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(as: Number.self)) }
  }

  /// The next numbers; nil where too few bytes are left.
  mutating func take<Number: FixedWidthInteger>(_ count: Int, of type: Number.Type) -> [Number]? {
    guard bytes.count >= count * MemoryLayout<Number>.size else { return nil }
    return (0..<count).map { _ in take(type)! }
  }
}
