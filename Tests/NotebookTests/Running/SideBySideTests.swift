import Notebook
import Synchronization
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

  @Test("each result is computed once", arguments: [1, 3, 50])
  func once(workers: Int) {
    let calls = Mutex([Int](repeating: 0, count: 50))
    _ = sideBySide(50, workers: workers) { index in calls.withLock { $0[index] += 1 } }
    #expect(calls.withLock { $0 } == Array(repeating: 1, count: 50))
  }

  @Test("no more workers are at work at once than were asked for")
  func oneWorker() {
    let atWork = Atomic(0)
    let company = sideBySide(50, workers: 1) { index -> Int in
      let others = atWork.wrappingAdd(1, ordering: .relaxed).oldValue
      // Long enough for another to come in.
      let busy = (0..<20_000).reduce(index) { ($0 &* 31 &+ $1) & 0xffff }
      atWork.wrappingSubtract(1, ordering: .relaxed)
      return busy < 0 ? -1 : others
    }
    #expect(company == Array(repeating: 0, count: 50))
  }
}
