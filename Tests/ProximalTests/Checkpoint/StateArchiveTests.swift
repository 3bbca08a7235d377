import TestSupport
import Testing

@testable import Proximal

@Suite("StateArchive")
struct StateArchiveTests {
  @Test("numbers are little-endian, arrays preceded by their count")
  func bytes() throws {
    var archive = StateArchive()
    var (whole, floats) = (0x0102_0304, [Float(1), -0.0])
    try archive.visit(&whole)
    try archive.visit(&floats)
    #expect(
      archive.bytes == [4, 3, 2, 1, 0, 0, 0, 0]
        + [2, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 0x80, 0x3f] + [0, 0, 0, 0x80])
  }

  @Test("what is read is what was written, NaN and the sign of zero included")
  func roundTrip() throws {
    var writing = StateArchive()
    var (a, b, c) = (Double.nan, [Float.nan, -0.0, .infinity], UInt128.max - 7)
    var (d, e, f) = ([3, 1, 2], [UInt8(0), 255], [-1.5, 2.5])
    func visit(_ archive: inout StateArchive) throws(StateArchiveError) {
      try archive.visit(&a)
      try archive.visit(&b)
      try archive.visit(&c)
      try archive.visit(&d, in: 1...3, "an index")
      try archive.visit(&e)
      try archive.visit(&f)
    }
    try visit(&writing)
    (a, b, c, d, e, f) = (0, [0, 0, 0], 0, [1, 1, 1], [7, 7], [0, 0])
    var reading = StateArchive(reading: writing.bytes)
    try visit(&reading)
    #expect(a.isNaN && b[0].isNaN && b[1].sign == .minus && b[2] == .infinity)
    #expect((c, d, e, f) == (UInt128.max - 7, [3, 1, 2], [0, 255], [-1.5, 2.5]))
    #expect(reading.isAtEnd)
  }

  @Test(
    "what is too short, of another length or out of range is refused, and what is wrong is said")
  func refused() {
    var archive = StateArchive(reading: [1, 2, 3])
    var number = 0
    #expect(throws: StateArchiveError.tooShort(3)) { try archive.visit(&number) }
    archive = StateArchive(reading: [5, 0, 0, 0, 0, 0, 0, 0, 9])
    var three = [Float](repeating: 0, count: 3)
    #expect(throws: StateArchiveError.otherCount(stored: 5, expected: 3)) {
      try archive.visit(&three)
    }
    archive = StateArchive(reading: [5, 0, 0, 0, 0, 0, 0, 0])
    let error = #expect(throws: StateArchiveError.self) {
      try archive.visit(&number, in: 0...4, "the agent's heading")
    }
    #expect(error?.description == "the agent's heading is 5, outside 0 … 4")
  }
}
