import Proximal
import TestSupport
import Testing

@Suite("ActionVector")
struct ActionVectorTests {
  @Test("an action takes its elements in order, whatever its type")
  func elements() {
    let (numbers, choices): ([Float], [Int]) = ([0.5, -1, 2, 3], [4, 0, 7])
    #expect(Float(elements: numbers.span.extracting(1..<2)) == -1)
    #expect(Int(elements: choices.span.extracting(2..<3)) == 7)
    #expect(SIMD2<Float>(elements: numbers.span.extracting(1..<3)) == [-1, 2])
    #expect(SIMD4<Float>(elements: numbers.span) == [0.5, -1, 2, 3])
    #expect([Float](elements: numbers.span.extracting(2..<4)) == [2, 3])
    #expect([Int](elements: choices.span) == choices)
  }

  @Test("too many elements for the type are refused with both numbers")
  func refused() async {
    let one = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let numbers: [Float] = [1, 2]
      _ = Float(elements: numbers.span)
    }
    expectMessage(one, "an action of this type is one number; the action space says 2")
    let two = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let numbers: [Float] = [1, 2, 3]
      _ = SIMD2<Float>(elements: numbers.span)
    }
    expectMessage(two, "an action of 2 components takes as many numbers; got 3")
  }
}
