import Files
import Testing

@testable import GoldenComparison

struct LastBitsTests {
  /// What stands in a file.
  private func field(_ state: SIMD2<Double>) throws -> GoldenField {
    let text = "[\(state[0]), \(state[1])]"
    return GoldenField(root: try JSONValue(parsing: Array(text.utf8)), tally: GoldenTally())
  }

  private let state = SIMD2(0.7, -5.5)

  @Test("a state that is the file's is kept; one that is off by a last bit gives way to it")
  func oneBit() throws {
    var lastBits = LastBits()
    #expect(try lastBits.state(of: field(state), insteadOf: state) == nil)
    let near = SIMD2(state[0].nextUp, state[1].nextDown)
    #expect(try lastBits.state(of: field(state), insteadOf: near) == state)
  }

  @Test("three units in the last place are no rounding")
  func threeBits() throws {
    for far in [SIMD2(0.7 + 3 * 0x1p-52, -5.5), SIMD2(0.7, -5.5 + 3 * 0x1p-50)] {
      var lastBits = LastBits()
      #expect(try lastBits.state(of: field(state), insteadOf: far) == nil)
    }
  }

  @Test("nor is a last bit that is off more often than once in 50 steps")
  func often() throws {
    var lastBits = LastBits()
    let near = SIMD2(state[0].nextUp, state[1])
    let followed = try (0..<150).filter { _ in
      try lastBits.state(of: field(state), insteadOf: near) != nil
    }
    #expect(followed == [0, 49, 99, 149])
  }

  @Test("a state of another length, or none at all, is left to the comparison")
  func noState() throws {
    var lastBits = LastBits()
    let text = Array("[0.7]".utf8)
    let short = GoldenField(root: try JSONValue(parsing: text), tally: GoldenTally())
    #expect(lastBits.state(of: short, insteadOf: state) == nil)
  }
}
