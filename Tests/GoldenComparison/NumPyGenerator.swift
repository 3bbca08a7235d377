import Files
import Proximal

/// The core's generator with what NumPy's also shows: the buffered half after it has been used.
///
/// NumPy keeps the high half of the last 64 bits that a 32-bit draw took apart in `uinteger`, and
/// says in `has_uint32` whether it is still to be given out. The core forgets a half once used.
struct NumPyGenerator {
  private(set) var generator: PCG64
  private var lastHalf: UInt32 = 0

  init(_ seedSequence: SeedSequence) { generator = PCG64(seedSequence) }

  var hasHalf: Int { generator.bufferedHalf == nil ? 0 : 1 }
  var half: UInt32 { generator.bufferedHalf ?? lastHalf }

  /// Draws by 64 bits, which leave the buffered half alone.
  mutating func draw64<Value>(_ body: (inout PCG64) -> Value) -> Value { body(&generator) }

  /// Draws by 32 bits.
  mutating func draw32<Value>(_ body: (inout PCG64) -> Value) -> Value {
    var follower = generator
    let value = body(&generator)
    while follower.state != generator.state {
      lastHalf = UInt32(truncatingIfNeeded: (follower.next() as UInt64) >> 32)
    }
    return value
  }

  /// `integers(low, high)`, whose draws take 32 bits where that is enough.
  mutating func integer(in range: ClosedRange<Int>) -> Int {
    let width = UInt64(bitPattern: Int64(range.upperBound) &- Int64(range.lowerBound))
    return width <= UInt64(UInt32.max)
      ? draw32 { $0.integer(in: range) } : draw64 { $0.integer(in: range) }
  }
}

extension GoldenField {
  /// Compares a generator's state as NumPy shows it.
  func compare(_ name: String, _ numPy: NumPyGenerator) throws(GoldenError) {
    let state = try self[name]
    state.compare("state", HexWord(numPy.generator.state))
    state.compare("inc", HexWord(numPy.generator.increment))
    state.compare("has_uint32", numPy.hasHalf)
    state.compare("uinteger", HexWord(numPy.half))
  }
}
