import Proximal
import Testing

@testable import TrainingFiles

@Suite struct CheckpointTests {
  private let checkpoint = Checkpoint(
    configuration: "# what\nenvironment = CartPole-v1\ngamma = 0.99\n", seconds: 1.5,
    state: Array(0..<200))

  @Test("the file reads back, and begins and ends as it is documented")
  func roundTrip() throws {
    let bytes = checkpoint.encoded()
    #expect(try Checkpoint(decoding: bytes) == checkpoint)
    #expect(String(decoding: bytes[..<22], as: UTF8.self) == "proximal checkpoint 2\n")
    let contents = bytes.count - 22 - 8 - 4
    #expect(bytes[22..<30] == [UInt8(truncatingIfNeeded: contents), 1, 0, 0, 0, 0, 0, 0])
    let sum = CRC32C.checksum(Array(bytes.dropLast(4)))
    #expect(Array(bytes.suffix(4)) == littleEndian(sum))
  }

  @Test("cut off anywhere it is torn")
  func torn() {
    let bytes = checkpoint.encoded()
    for count in 0..<bytes.count {
      #expect(throws: CheckpointFault.torn(count)) {
        try Checkpoint(decoding: Array(bytes[..<count]))
      }
    }
    #expect(throws: CheckpointFault.torn(bytes.count + 1)) {
      try Checkpoint(decoding: bytes + [0])
    }
  }

  @Test("with any byte changed it is refused")
  func damaged() {
    let bytes = checkpoint.encoded()
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 0x10
      #expect(throws: CheckpointFault.self, "byte \(place)") {
        try Checkpoint(decoding: changed)
      }
    }
    #expect(throws: CheckpointFault.foreign) {
      try Checkpoint(decoding: Array("PK\u{3}\u{4}".utf8))
    }
  }

  @Test("a name in a file cannot add lines to the message about it")
  func names() {
    let error = CheckpointError(file: "checkpoint", reason: "it has a\nb")
    #expect(error.description == #"checkpoint: it has a\u{a}b"#)
  }
}
