import Foundation
import Proximal

#if MPI
  import COpenMPI
#endif

/// The job of MPI that this process is a part of.
///
///     mpirun -n 4 proximal train CartPole-v1
///
/// starts four processes; each joins the job, and ``ranks`` is what the core shares its work among. MPI is
/// told of only where the package was built with the trait MPI; without it a job of one is all there is.
public enum MPIJob {
  /// Whether this program was built to speak to other processes.
  public static var isAvailable: Bool {
    #if MPI
      true
    #else
      false
    #endif
  }

  /// How many processes `mpirun` says that it has started; nil where it has not started this one.
  public static var announcedCount: Int? { announced("SIZE") }
  /// Which of them this is, before MPI has been asked.
  public static var announcedRank: Int? { announced("RANK") }

  private static func announced(_ what: String) -> Int? {
    let environment = ProcessInfo.processInfo.environment
    return (environment["OMPI_COMM_WORLD_\(what)"] ?? environment["PMI_\(what)"]).flatMap {
      Int($0)
    }
  }

  /// Why this process cannot be one of several although `mpirun` means it to be; nil where it can.
  public static var obstacle: String? {
    guard !isAvailable, let count = announcedCount, count > 1 else { return nil }
    return
      "mpirun has started \(count) processes, and this program was built without MPI; build it "
      + "with: swift build -c release --traits MPI"
  }

  /// Joins the job. A process that no mpirun has started is alone in its own.
  public static func join() -> Ranks {
    #if MPI
      guard announcedCount != nil else { return .alone }
      var (rank, count) = (Int32(0), Int32(1))
      check(pr_mpi_join(&rank, &count), "joining the job")
      return count == 1
        ? .alone : Ranks(rank: Int(rank), count: Int(count)) { gather($0, $1) }
    #else
      return .alone
    #endif
  }

  /// Leaves it; all ranks do so before they end.
  public static func leave() {
    #if MPI
      if announcedCount != nil { check(pr_mpi_leave(), "leaving the job") }
    #endif
  }

  /// Ends all ranks, and does not return where there is more than one.
  public static func abort(status: Int32) {
    #if MPI
      if let count = announcedCount, count > 1 { pr_mpi_abort(status) }
    #endif
  }

  #if MPI
    /// MPI counts bytes in 32 bits.
    private static func gather(_ bytes: UnsafeMutableRawPointer, _ bounds: [Int]) {
      precondition(
        bounds.last! <= Int(Int32.max),
        "ranks exchange at most \(Int32.max) bytes at once; these are \(bounds.last!)")
      let starts = bounds.dropLast().map { Int32($0) }
      let counts = zip(bounds, bounds.dropFirst()).map { Int32($1 - $0) }
      check(pr_mpi_gather(bytes, counts, starts), "exchanging \(bounds.last!) bytes")
    }

    /// Ends the job with one line where a call has failed.
    static func check(_ error: Int32, _ what: String) {
      guard error != 0 else { return }
      var text = [CChar](repeating: 0, count: Int(pr_mpi_longest_text) + 1)
      pr_mpi_describe(error, &text)
      let words = String(
        decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      FileHandle.standardError.write(Data("error: MPI, \(what): \(words)\n".utf8))
      pr_mpi_abort(1)
    }
  #endif
}
