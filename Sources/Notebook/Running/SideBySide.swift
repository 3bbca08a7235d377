import Dispatch
import Foundation
import Synchronization

/// Computes `count` independent results on all the cores that this process may use.
///
/// Each result depends on its index alone and lands in its own slot, so the array is the same,
/// bit for bit, on one core and on many. Work is handed out in order of index.
///
/// - Parameters:
///   - workers: threads at work at once; the number of usable cores when nil.
///   - body: computes one result; it must not touch what other calls touch.
public func sideBySide<Result: Sendable>(
  _ count: Int, workers: Int? = nil, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let workers = min(count, max(1, workers ?? ProcessInfo.processInfo.activeProcessorCount))
  let next = Atomic(0)
  let slots = Mutex([Result?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: workers) { _ in
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let result = body(index)
      slots.withLock { $0[index] = result }
    }
  }
  return slots.withLock { $0.map { $0! } }
}
