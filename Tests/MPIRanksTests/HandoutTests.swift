import Foundation
import MPIRanks
import Proximal
import Testing

/// What one process sees of a job; with several, `make mpi` looks.
@Suite("A job of one")
struct HandoutTests {
  @Test("alone, a process does all pieces in their order and has what came of them")
  func alone() {
    var order: [Int] = []
    let handout = Handout(of: 4, among: MPIJob.join())
    let results = handout.work { index in
      order.append(index)
      handout.attend()
      return Data([UInt8(index * index)])
    }
    #expect(order == [0, 1, 2, 3])
    #expect(results.map { Array($0) } == [[0], [1], [4], [9]])
    #expect(Handout(of: 0, among: .alone).work { _ in Data() }.isEmpty)
  }

  @Test(
    "a process that no mpirun has started is alone, and may be",
    .enabled(if: MPIJob.announcedCount == nil))
  func notAnnounced() {
    #expect((MPIJob.join().rank, MPIJob.join().count) == (0, 1))
    #expect(MPIJob.obstacle == nil)
    MPIJob.abort(status: 1)
    MPIJob.leave()
  }

  @Test("without the trait, what mpirun starts says how to build")
  func obstacle() async {
    guard !MPIJob.isAvailable else { return }
    await #expect(processExitsWith: .success) {
      setenv("OMPI_COMM_WORLD_SIZE", "2", 1)
      setenv("OMPI_COMM_WORLD_RANK", "1", 1)
      let said = MPIJob.obstacle ?? ""
      guard said.hasPrefix("mpirun has started 2 processes"), said.hasSuffix("--traits MPI") else {
        exit(1)
      }
      guard MPIJob.announcedRank == 1, MPIJob.join().count == 1 else { exit(1) }
      setenv("OMPI_COMM_WORLD_SIZE", "1", 1)
      guard MPIJob.obstacle == nil else { exit(1) }
    }
  }
}
