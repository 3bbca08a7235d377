/// The 64-bit FNV-1a hash of bytes, taken one at a time.
///
/// It tells things apart; it is no protection against intent.
///
/// Source: Fowler, Noll, Vo and Eastlake, “The FNV non-cryptographic hash algorithm”.
public struct FNV1a: Sendable, Equatable {
  /// The hash of the bytes so far; of none it is FNV's offset basis.
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// The hash of no byte at all.
  public init() {}

  /// Counts a byte in: exclusive or, then times FNV's prime, modulo 2⁶⁴.
  public mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  /// Sixteen hexadecimal digits.
  public var digits: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
