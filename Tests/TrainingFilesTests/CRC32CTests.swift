import Testing

@testable import TrainingFiles

struct CRC32CTests {
  @Test(
    "the check values that are published: RFC 3720, appendix B.4, and the nine digits",
    arguments: [
      (Array("123456789".utf8), 0xe306_9283),
      (Array(repeating: 0, count: 32), 0x8a91_36aa),
      (Array(repeating: 0xff, count: 32), 0x62a8_ab43),
      (Array(0..<32), 0x46dd_794e),
      (Array((0..<32).reversed()), 0x113f_db5c),
      ([], 0),
    ] as [([UInt8], UInt32)])
  func published(bytes: [UInt8], sum: UInt32) {
    #expect(CRC32C.checksum(bytes) == sum)
  }

  @Test("one bit that is flipped changes the sum, wherever it is")
  func flippedBits() {
    let bytes = Array("a log of a training".utf8)
    for bit in 0..<8 * bytes.count {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(CRC32C.checksum(flipped) != CRC32C.checksum(bytes))
    }
  }
}
