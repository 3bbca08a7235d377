/// The random numbers of the whole course: a permuted congruential generator with 128 bits of
/// state and 64 bits of output (PCG XSL-RR 128/64), equal to NumPy's `PCG64`.
///
/// Gymnasium's environments draw from `numpy.random.Generator(PCG64(SeedSequence(seed)))`. With the
/// same generator and the same rules for every kind of draw, `reset(seed: 42)` here is the same
/// start as there. The draws are extensions in files of their own: `random()`, `integer(in:)`,
/// `shuffle(_:)`, `choice(_:)`, `standardNormal()`.
///
/// It is also a `RandomNumberGenerator`, but the standard library's own `Int.random(in:using:)` and
/// `shuffled(using:)` use other rules and so give other numbers than NumPy.
///
/// Source: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good
/// Algorithms for Random Number Generation" (2014).
public struct PCG64: RandomNumberGenerator, Sendable, Equatable {
  /// Where the generator stands in its sequence of 2^128 states.
  public var state: UInt128

  /// Which of the 2^127 sequences it walks; an odd number.
  public var increment: UInt128

  /// The high half of the last 64 bits that a 32-bit draw took apart, kept for the next 32-bit
  /// draw. Draws of 64 bits in between leave it alone.
  public var bufferedHalf: UInt32?

  /// A generator at a given place, as saved from another one.
  public init(state: UInt128, increment: UInt128, bufferedHalf: UInt32? = nil) {
    require(increment & 1 == 1, "the increment of a PCG64 must be odd; got \(increment)")
    self.state = state
    self.increment = increment
    self.bufferedHalf = bufferedHalf
  }

  /// The generator that Gymnasium makes of a seed.
  public init(seed: UInt64) {
    self.init(SeedSequence(seed: seed))
  }

  /// The generator whose state and sequence come from a seed sequence's first four 64-bit words.
  public init(_ seedSequence: SeedSequence) {
    let words = seedSequence.generateState64(4).map { UInt128($0) }
    let initialState = words[0] << 64 | words[1]
    let sequence = words[2] << 64 | words[3]
    self.init(state: 0, increment: sequence << 1 | 1)
    advance()
    state &+= initialState
    advance()
  }

  /// The next 64 random bits.
  @inlinable
  public mutating func next() -> UInt64 {
    advance()
    let folded = UInt64(truncatingIfNeeded: state >> 64) ^ UInt64(truncatingIfNeeded: state)
    let rotation = UInt64(truncatingIfNeeded: state >> 122)
    return folded &>> rotation | folded &<< (0 &- rotation)
  }

  /// The next 32 random bits: the low half of 64, then the high half of the same 64.
  @inlinable
  public mutating func next32() -> UInt32 {
    if let half = bufferedHalf {
      bufferedHalf = nil
      return half
    }
    let word: UInt64 = next()
    bufferedHalf = UInt32(truncatingIfNeeded: word >> 32)
    return UInt32(truncatingIfNeeded: word)
  }

  /// state ← state · multiplier + increment  (mod 2^128)
  @inlinable
  mutating func advance() {
    state = state &* 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645 &+ increment
  }
}
