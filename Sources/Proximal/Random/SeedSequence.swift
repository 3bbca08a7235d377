/// Spreads a seed of any length over as many well-mixed words as a generator needs.
///
/// Seeds that people choose (0, 1, 2, 42) differ in a few low bits. Given to a generator as they
/// are, they would start related streams; mixed first, every bit of the seed reaches every bit of
/// the state. The words are equal to those of NumPy's `SeedSequence`.
///
/// The mixing follows M. E. O'Neill, "Developing a seed_seq Alternative" (2015). All arithmetic is
/// on 32-bit words and wraps.
public struct SeedSequence: Sendable, Equatable {
  /// The mixed entropy: 4 words, whatever the length of the seed.
  public let pool: [UInt32]

  /// The sequence of a seed, split into 32-bit words.
  public init(seed: UInt64) {
    self.init(entropyWords: [
      UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32),
    ])
  }

  /// The sequence of a seed of any length.
  ///
  /// - Parameter entropyWords: the seed, its least significant word first. Up to four words, zeros
  ///   at the end change nothing; from the fifth word on every word counts.
  public init(entropyWords: [UInt32]) {
    var hash = HashMix()
    var pool = (0..<Self.poolCount).map { index in
      hash(index < entropyWords.count ? entropyWords[index] : 0)
    }
    for source in pool.indices {
      for destination in pool.indices where destination != source {
        pool[destination] = Self.mix(pool[destination], hash(pool[source]))
      }
    }
    for word in entropyWords.dropFirst(Self.poolCount) {
      for destination in pool.indices {
        pool[destination] = Self.mix(pool[destination], hash(word))
      }
    }
    self.pool = pool
  }

  /// The first `count` words of 32 bits for a generator's state.
  public func generateState32(_ count: Int) -> [UInt32] {
    var hash: UInt32 = 0x8b51_f9dd
    return (0..<count).map { index in
      var word = pool[index % Self.poolCount] ^ hash
      hash &*= 0x58f3_8ded
      word &*= hash
      return word ^ (word >> 16)
    }
  }

  /// The first `count` words of 64 bits: consecutive pairs of the 32-bit words, low word first.
  public func generateState64(_ count: Int) -> [UInt64] {
    let halves = generateState32(2 * count)
    return (0..<count).map { index in
      UInt64(halves[2 * index + 1]) << 32 | UInt64(halves[2 * index])
    }
  }

  private static let poolCount = 4

  private static func mix(_ x: UInt32, _ y: UInt32) -> UInt32 {
    let word = 0xca01_f9dd &* x &- 0x4973_f715 &* y
    return word ^ (word >> 16)
  }
}

/// A hash whose constant moves on with every call, so that equal words land differently.
private struct HashMix {
  private var constant: UInt32 = 0x43b0_d7e5

  mutating func callAsFunction(_ value: UInt32) -> UInt32 {
    var word = value ^ constant
    constant &*= 0x931e_8875
    word &*= constant
    return word ^ (word >> 16)
  }
}
