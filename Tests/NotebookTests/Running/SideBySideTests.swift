import Notebook
import Testing

@Suite("sideBySide")
struct SideBySideTests {
  @Test("results are in the order of their indices, whatever the number of workers")
  func order() {
    for workers in [1, 2, 7, 100] {
      let results = sideBySide(50, workers: workers) { index -> Int in
        // Early indices take longest, so that a wrong order would show.
        (0..<(50 - index) * 1000).reduce(index) { ($0 &* 31 &+ $1) & 0xffff }
      }
      let expected = (0..<50).map { index in
        (0..<(50 - index) * 1000).reduce(index) { ($0 &* 31 &+ $1) & 0xffff }
      }
      #expect(results == expected, "\(workers) workers")
    }
    #expect(sideBySide(0) { $0 }.isEmpty)
  }
}
