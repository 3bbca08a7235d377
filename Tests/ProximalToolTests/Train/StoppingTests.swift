import Foundation
import TestSupport
import Testing

@testable import ProximalTool

/// The real program, asked to stop.
@Suite(.serialized, .enabled(if: TrainProgram.isThere, "the program has not been built"))
struct StoppingTests {
  /// Long enough between two checkpoints that a signal seldom meets one.
  private static let training = ["CartPole-v1", "--steps", "307200", "--seed", "7"]

  /// The number behind `at step`, its commas taken out.
  private func step(in text: String) -> Int? {
    text.firstMatch(of: /at step ([0-9,]+)/).flatMap { Int($0.1.replacing(",", with: "")) }
  }

  @Test(
    "a signal leaves a last checkpoint and says what goes on from it, to the same bytes",
    arguments: [
      (SIGINT, 130, "--checkpoint"), (SIGTERM, 143, "--resume"), (SIGHUP, 129, "--resume"),
    ] as [(Int32, Int32, String)])
  func stopped(signal: Int32, code: Int32, option: String) throws {
    try withFolder { folder in
      let (state, whole, resumed) = ("\(folder)/state", "\(folder)/whole", "\(folder)/resumed")
      let first = try TrainProgram.run(
        Self.training + [option, state, "--save", resumed]
      ) { process in
        // As soon as there is a checkpoint, and some iterations more.
        for _ in 0..<10_000 where !FileManager.default.fileExists(atPath: "\(state)/checkpoint") {
          usleep(1000)
        }
        usleep(20_000)
        kill(process, signal)
      }
      #expect(first.code == code)
      #expect(
        first.said.hasSuffix(
          option == "--resume"
            ? "; the same command goes on from \(state)\n"
            : "; the same command with --resume \(state) in place of --checkpoint goes on\n"))
      #expect(!FileManager.default.fileExists(atPath: resumed))
      let second = try TrainProgram.run(
        Self.training + ["--resume", state, "--save", resumed])
      #expect(second.code == 0)
      #expect(try step(in: second.said) == #require(step(in: first.said)))
      #expect(try TrainProgram.run(Self.training + ["--save", whole]).code == 0)
      #expect(FileManager.default.contentsEqual(atPath: whole, andPath: resumed))
    }
  }

  @Test("without a checkpoint a signal ends it at once and in silence")
  func without() throws {
    let (code, said) = try TrainProgram.run(Self.training) { process in
      usleep(200_000)
      kill(process, SIGTERM)
    }
    #expect(code == 143)
    #expect(!said.contains("stopped"))
  }
}
