import Testing

@testable import TrainingFiles

struct TFRecordTests {
  @Test("a checksum is turned by 15 bits and shifted")
  func mask() {
    // CRC32C of nothing is 0, and the shift is what is left.
    #expect(TFRecord.maskedChecksum([]) == 0xa282_ead8)
    // 0xe3069283 turned: its lower 15 bits 0x1283 on top, 0xe3069283 >> 15 = 0x1c60d below.
    let turned: UInt32 = 0x1283 << 17 | 0x1c60d
    #expect(TFRecord.maskedChecksum(Array("123456789".utf8)) == turned &+ 0xa282_ead8)
  }

  @Test("the bytes of a record are those that TensorBoard's own writer gives")
  func bytes() {
    #expect(
      TFRecord.bytes(holding: Array("abc".utf8)) == [
        3, 0, 0, 0, 0, 0, 0, 0, 0xb0, 0x99, 0x49, 0x0e,
        0x61, 0x62, 0x63, 0x6e, 0x57, 0xf1, 0x21,
      ])
    #expect(
      TFRecord.bytes(holding: []) == [
        0, 0, 0, 0, 0, 0, 0, 0, 0x29, 0x03, 0x98, 0x07, 0xd8, 0xea, 0x82, 0xa2,
      ])
  }
}
