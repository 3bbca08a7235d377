import Synchronization
import TestSupport
import Testing

@testable import Proximal

@Suite("Workers")
struct WorkersTests {
  /// How often each piece was done.
  private func tally(_ workers: Workers, pieces: Int) -> [Int] {
    let counts = (0..<pieces).map { _ in Counter() }
    workers.share(pieces) { counts[$0].value.wrappingAdd(1, ordering: .relaxed) }
    return counts.map { $0.value.load(ordering: .relaxed) }
  }

  @Test(
    "every piece is done once, whatever their number and that of the workers",
    arguments: [1, 2, 3, 5])
  func once(count: Int) {
    let workers = Workers(count)
    for pieces in [0, 1, 2, 3, 7, 31, 32, 33, 64, 100, 1000] {
      #expect(tally(workers, pieces: pieces) == [Int](repeating: 1, count: pieces))
    }
  }

  @Test("what the pieces wrote is there when the call returns, ten thousand times in a row")
  func visible() {
    let workers = Workers(3)
    var numbers = [Int](repeating: 0, count: 5)
    for round in 1...10_000 {
      numbers.withUnsafeMutableBufferPointer { numbers in
        let first = numbers.baseAddress!
        workers.share(5) { first[$0] += $0 + 1 }
      }
      guard numbers == (1...5).map({ $0 * round }) else {
        Issue.record("round \(round): \(numbers)")
        return
      }
    }
  }

  @Test("other threads take part, and those that have gone to sleep come back")
  func threads() throws {
    let workers = Workers(2)
    for pause in [0, 30] {
      try Task.checkCancellation()
      if pause > 0 { wait(milliseconds: pause) }
      // Both pieces wait for each other: alone, the caller would wait in vain.
      let arrived = Counter()
      workers.share(2) { _ in
        arrived.value.wrappingAdd(1, ordering: .acquiringAndReleasing)
        while arrived.value.load(ordering: .acquiring) < 2 {}
      }
      #expect(arrived.value.load(ordering: .relaxed) == 2)
    }
  }

  @Test("two callers at once: both get all their pieces done")
  func twoCallers() async {
    let workers = Workers(2)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 {
        group.addTask {
          (0..<200).allSatisfy { _ in self.tally(workers, pieces: 9).allSatisfy { $0 == 1 } }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test("the caller alone takes the pieces in their order")
  func alone() {
    var order: [Int] = []
    Workers.alone.share(4) { order.append($0) }
    #expect(order == [0, 1, 2, 3])
    #expect((Workers.alone.count, Workers(2).count) == (1, 2))
  }

  @Test("no workers at all are refused")
  func refused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Workers(0) }
    expectMessage(result, "work needs a worker; got 0")
  }
}

private final class Counter: Sendable {
  let value = Atomic(0)
}

private func wait(milliseconds: Int) {
  let end = ContinuousClock.now + .milliseconds(milliseconds)
  while ContinuousClock.now < end {}
}
