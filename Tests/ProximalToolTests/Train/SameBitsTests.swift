import Foundation
import Testing

@testable import ProximalTool

/// The real program at every level of the instruction set and on several cores.
@Suite struct SameBitsTests {
  @Test(
    "an agent's bytes depend neither on the vectors' width nor on the number of cores",
    .enabled(if: TrainProgram.isThere, "the program has not been built"),
    arguments: ["CartPole-v1", "Pendulum-v1", "MiniGrid-Dynamic-Obstacles-5x5-v0"],
    // Networks of whole vectors and minibatches of whole tiles; and neither.
    [
      ["--minibatches", "1"], ["--minibatches", "7", "--hidden-sizes", "7,5"],
      ["--hidden-sizes", "9", "--activation", "relu"], ["--hidden-sizes", "none"],
    ])
  func sameBits(environment: String, settings: [String]) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("bits-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var agents: [String: Data] = [:]
    for (level, cores) in [("v4", 1), ("v4", 2), ("v3", 3), ("v3", 1), ("default", 2)] {
      let file = folder.appendingPathComponent("\(level)-\(cores)")
      let process = TrainProgram.make(
        [
          environment, "--environments", "5", "--rollout-length", "60", "--epochs", "2",
          "--steps", "900", "--cores", "\(cores)", "--save", file.path,
        ] + settings, environment: ["PROXIMAL_KERNELS": level])
      try process.run()
      process.waitUntilExit()
      // A level that this processor does not run.
      if process.terminationStatus == 64 { continue }
      #expect(process.terminationStatus == 0)
      agents["\(level), \(cores)"] = try Data(contentsOf: file)
    }
    #expect(agents.count >= 1)
    for (name, agent) in agents { #expect(agent == agents["default, 2"], "\(name)") }
  }
}
