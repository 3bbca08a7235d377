import Foundation
import Testing

@testable import ProximalTool

/// The real program, killed without warning at random moments.
@Suite(.serialized) struct KillingTests {
  private static let program = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("proximal")

  private static var isThere: Bool {
    FileManager.default.isExecutableFile(atPath: program.path)
  }

  /// Iterations of microseconds, so that a checkpoint is due every few milliseconds.
  private static let training = [
    "train", "CartPole-v1", "--environments", "2", "--rollout-length", "16", "--epochs", "1",
    "--minibatches", "1", "--hidden-sizes", "8", "--steps", "1600000", "--seed", "7",
  ]

  private func start(_ arguments: [String], errors: URL? = nil) throws -> Process {
    let process = Process()
    process.executableURL = Self.program
    process.arguments = Self.training + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    if let errors {
      FileManager.default.createFile(atPath: errors.path, contents: nil)
      process.standardError = try FileHandle(forWritingTo: errors)
    }
    try process.run()
    return process
  }

  @Test(
    "killed fifty times, in the middle of writing too, and resumed, it ends with the same bytes",
    .enabled(if: isThere, "the program has not been built"))
  func killed() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("killing-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (whole, resumed, errors) = (
      folder.appendingPathComponent("whole"), folder.appendingPathComponent("resumed"),
      folder.appendingPathComponent("errors")
    )
    let first = try start(["--save", whole.path])
    let state = folder.appendingPathComponent("state/checkpoint")
    let arguments = [
      "--resume", folder.appendingPathComponent("state").path, "--save", resumed.path,
    ]
    var (resumptions, unfinished) = (0, 0)
    for life in 0..<50 {
      let before = try? Data(contentsOf: state)
      let process = try start(arguments + ["--cores", "\(1 + life % 2)"], errors: errors)
      // It lives until it has come further, and some milliseconds more.
      while (try? Data(contentsOf: state)) == before, process.isRunning { usleep(500) }
      usleep(.random(in: 0...12_000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let said = try String(contentsOf: errors, encoding: .utf8)
      resumptions += said.hasPrefix("resumed from") ? 1 : 0
      let names = try FileManager.default.contentsOfDirectory(
        atPath: state.deletingLastPathComponent().path)
      unfinished += names.contains { $0.hasSuffix(".tmp") } ? 1 : 0
    }
    let last = try start(arguments)
    last.waitUntilExit()
    first.waitUntilExit()
    #expect((first.terminationStatus, last.terminationStatus) == (0, 0))
    #expect(try Data(contentsOf: whole) == Data(contentsOf: resumed))
    #expect(resumptions >= 40, "\(resumptions) of 50 lives began from a checkpoint")
    print("killed 50 times, \(unfinished) of them in the middle of writing")
  }
}
