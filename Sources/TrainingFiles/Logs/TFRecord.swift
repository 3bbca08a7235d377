/// A record of a TFRecord file, the frame around each event that TensorBoard reads:
///
///     length of the data      8 bytes
///     masked CRC32C of these  4 bytes
///     data
///     masked CRC32C of it     4 bytes
///
/// Numbers are little-endian.
enum TFRecord {
  static func bytes(holding data: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(data.count))
    return length + littleEndian(maskedChecksum(length)) + data + littleEndian(maskedChecksum(data))
  }

  /// The checksum, turned by 15 bits and shifted: data that hold checksums themselves are then no
  /// special case.
  static func maskedChecksum(_ bytes: [UInt8]) -> UInt32 {
    let sum = CRC32C.checksum(bytes)
    return (sum >> 15 | sum << 17) &+ 0xa282_ead8
  }
}
