import Foundation

@testable import Proximal

/// Ranks that are threads of one process: what they exchange is copied from one's memory to the other's.
final class LocalRanks: Sendable {
  private let count: Int
  private let condition = NSCondition()
  private nonisolated(unsafe) var buffers: [UnsafeMutableRawPointer?]
  private nonisolated(unsafe) var (waiting, round) = (0, 0)
  /// Bytes that a rank has got from others, over all exchanges.
  private(set) nonisolated(unsafe) var received: [Int]

  private init(_ count: Int) {
    self.count = count
    buffers = Array(repeating: nil, count: count)
    received = Array(repeating: 0, count: count)
  }

  /// Runs `body` on every rank at once. Returns what each returned.
  static func run<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Ranks) -> Result
  ) -> [Result] {
    let local = LocalRanks(count)
    nonisolated(unsafe) var results = [Result?](repeating: nil, count: count)
    let lock = NSLock()
    let all = DispatchGroup()
    for rank in 0..<count {
      let ranks = Ranks(rank: rank, count: count) { local.exchange($0, $1, rank: rank) }
      all.enter()
      let thread = Thread {
        let result = body(ranks)
        lock.withLock { results[rank] = result }
        all.leave()
      }
      thread.stackSize = 16 << 20
      thread.start()
    }
    all.wait()
    return results.map { $0! }
  }

  private func exchange(_ bytes: UnsafeMutableRawPointer, _ bounds: [Int], rank: Int) {
    buffers[rank] = bytes
    meet()
    for other in 0..<count where other != rank {
      let part = bounds[other]..<bounds[other + 1]
      (bytes + part.lowerBound).copyMemory(
        from: buffers[other]! + part.lowerBound, byteCount: part.count)
      received[rank] += part.count
    }
    meet()
  }

  /// Waits for all the others.
  private func meet() {
    condition.lock()
    let mine = round
    waiting += 1
    if waiting == count {
      (waiting, round) = (0, round + 1)
      condition.broadcast()
    } else {
      while round == mine { condition.wait() }
    }
    condition.unlock()
  }
}
