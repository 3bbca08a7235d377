import CKernels

/// Threads that share out pieces of work which do not touch each other.
///
/// Which thread takes which piece, and when, is nobody's business: each writes to a place of its own,
/// and whoever adds up the results does it in the order of the pieces. So results do not depend on how
/// many threads there are.
///
/// Between two calls the threads wait, at first awake, because in training the next call is a few
/// microseconds away. Where other programs are at work on the same processors the caller may do all
/// pieces itself for a while: sharing them would take longer.
public final class Workers: Sendable {
  /// Threads at work at once, the caller's included.
  public let count: Int
  /// The processes among which a training is shared out besides; mostly this one alone.
  public let ranks: Ranks
  private nonisolated(unsafe) let pool: OpaquePointer?

  /// The caller's thread and nobody else.
  public static let alone = Workers(1)

  /// How many processors this program may use: with more workers than that they push each other out.
  public static var processorCount: Int { ck_processors() }

  /// - Parameters:
  ///   - count: threads, the caller's included, at least 1. Where the system grants fewer, fewer it is.
  ///   - ranks: processes with as many threads each that do the same training.
  public init(_ count: Int, ranks: Ranks = .alone) {
    require(count > 0, "work needs a worker; got \(count)")
    self.ranks = ranks
    pool = count > 1 ? ck_workers_create(count - 1) : nil
    self.count = pool.map { ck_workers_count($0) + 1 } ?? 1
  }

  deinit { if let pool { ck_workers_destroy(pool) } }

  /// Does pieces 0 ..< `pieces` of a work, each once, and returns when all are through.
  ///
  /// - Parameters:
  ///   - pieces: how many there are.
  ///   - body: does one piece. It must not touch what another piece touches, and must not call this
  ///     method of the same workers.
  @inline(__always)
  public func share(_ pieces: Int, _ body: (Int) -> Void) {
    guard let pool, pieces > 1 else {
      for piece in 0..<pieces { body(piece) }
      return
    }
    share(pieces, among: pool, body)
  }

  /// A closure at an address that C can hand on.
  private struct Work {
    let body: (Int) -> Void
  }

  @inline(never)
  private func share(_ pieces: Int, among pool: OpaquePointer, _ body: (Int) -> Void) {
    // Nobody holds `body` any more when ck_workers_run returns.
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: Work(body: body)) { work in
        ck_workers_run(pool, pieces, UnsafeRawPointer(work)) { context, piece in
          context!.assumingMemoryBound(to: Work.self).pointee.body(piece)
        }
      }
    }
  }
}
