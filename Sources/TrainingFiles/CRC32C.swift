/// The cyclic redundancy check with Castagnoli's polynomial: bits are taken from the lowest on, the
/// sum begins and ends inverted.
///
/// Source: Koopman, “32-bit cyclic redundancy codes for internet applications”, DSN 2002; RFC 3720,
/// appendix B.4.
enum CRC32C {
  /// What each byte does to the sum.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0x82f6_3b78 : 0) }
  }

  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      var sum: UInt32 = ~0
      for byte in bytes { sum = sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] }
      return ~sum
    }
  }
}
