import Foundation
import Proximal

#if MPI
  import COpenMPI
#endif

/// Pieces of work that have nothing to do with each other, such as runs from several seeds: each rank takes
/// the next one when it comes free, and rank 0 collects what came of them.
///
/// Rank 0 works as well. So that nobody waits for it meanwhile, its work calls ``attend()`` now and then.
public final class Handout {
  private let ranks: Ranks
  private var next = 0
  private var results: [Data?]

  /// - Parameter count: how many pieces there are.
  public init(of count: Int, among ranks: Ranks) {
    self.ranks = ranks
    results = Array(repeating: nil, count: count)
  }

  /// Works until nothing is left.
  ///
  /// - Parameter work: does the piece of this index; what it gives goes to rank 0.
  /// - Returns: what came of all pieces, in their order, on rank 0; nothing on the others.
  public func work(_ work: (Int) -> Data) -> [Data] {
    guard ranks.rank == 0 else {
      var (index, result) = (Int32(-1), Data())
      while true {
        index = ask(index, result)
        guard index >= 0 else { return [] }
        result = work(Int(index))
      }
    }
    while let index = take() { results[index] = work(index) }
    waitForOthers()
    return results.map { $0! }
  }

  private func take() -> Int? {
    guard next < results.count else { return nil }
    next += 1
    return next - 1
  }

  #if MPI
    /// Ranks that have been told that nothing is left.
    private var dismissed = 0

    /// On rank 0: answers those who ask for work. On the others it does nothing.
    public func attend() {
      guard ranks.rank == 0 else { return }
      while answer(waits: false) {}
    }

    private func waitForOthers() {
      while dismissed < ranks.count - 1 { _ = answer(waits: true) }
    }

    /// A message is the index of what has been done, −1 at first, and what came of it.
    private func answer(waits: Bool) -> Bool {
      var (rank, size) = (Int32(-1), Int32(0))
      MPIJob.check(pr_mpi_look(waits ? 1 : 0, &rank, &size), "looking for who wants work")
      guard rank >= 0 else { return false }
      var message = Data(count: Int(size))
      message.withUnsafeMutableBytes {
        MPIJob.check(pr_mpi_receive($0.baseAddress, size, rank), "receiving from rank \(rank)")
      }
      let index = message.prefix(4).withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
      if index >= 0 { results[Int(index)] = message.dropFirst(4) }
      var answer = Int32(take() ?? -1)
      if answer < 0 { dismissed += 1 }
      MPIJob.check(pr_mpi_send(&answer, 4, rank), "sending to rank \(rank)")
      return true
    }

    private func ask(_ index: Int32, _ result: Data) -> Int32 {
      var message = withUnsafeBytes(of: index) { Data($0) } + result
      message.withUnsafeMutableBytes {
        MPIJob.check(pr_mpi_send($0.baseAddress, Int32($0.count), 0), "sending to rank 0")
      }
      var answer = Int32(0)
      MPIJob.check(pr_mpi_receive(&answer, 4, 0), "receiving from rank 0")
      return answer
    }
  #else
    /// With nobody else there is nobody to attend to.
    public func attend() {}
    private func waitForOthers() {}
    private func ask(_ index: Int32, _ result: Data) -> Int32 { -1 }
  #endif
}
