import Foundation
import TestSupport
import Testing

@testable import ProximalTool

/// The real program, asked to stop.
@Suite(.serialized, .enabled(if: TrainProgram.isThere, "the program has not been built"))
struct StoppingTests {
  private static let training = [
    "CartPole-v1", "--environments", "2", "--rollout-length", "16", "--epochs", "1",
    "--minibatches", "1", "--hidden-sizes", "8", "--steps", "640000", "--seed", "7",
  ]

  /// Sends a signal as soon as there is a checkpoint, and a little later.
  private func stop(
    _ signal: Int32, _ options: [String], _ state: String
  ) throws -> (code: Int32, said: String) {
    try TrainProgram.run(Self.training + options) { process in
      for _ in 0..<10_000 where !FileManager.default.fileExists(atPath: "\(state)/checkpoint") {
        usleep(1000)
      }
      usleep(3000)
      kill(process, signal)
    }
  }

  /// The number behind `at step`, its commas taken out.
  private func step(in text: String) -> Int? {
    text.firstMatch(of: /at step ([0-9,]+)/).flatMap { Int($0.1.replacing(",", with: "")) }
  }

  @Test(
    "a signal leaves a last checkpoint and says what goes on from it, to the same bytes",
    arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
  func stopped(signal: Int32, code: Int32) throws {
    try withFolder { folder in
      let (state, whole, resumed) = ("\(folder)/state", "\(folder)/whole", "\(folder)/resumed")
      let first = try stop(signal, ["--checkpoint", state, "--save", resumed], state)
      #expect(first.code == code)
      #expect(
        first.said.contains(
          "the same command with --resume \(state) in place of --checkpoint goes on\n"))
      #expect(!FileManager.default.fileExists(atPath: resumed))
      // The checkpoint is of the very step at which it stopped, which is no multiple of 100 iterations.
      let stoppedAt = try #require(step(in: first.said))
      let resume = Self.training + ["--resume", state, "--save", resumed]
      let second = try TrainProgram.run(resume) { process in
        usleep(50_000)
        kill(process, signal)
      }
      #expect(step(in: second.said) == stoppedAt)
      if second.code == code {
        #expect(second.said.contains("; the same command goes on from \(state)\n"))
      }
      #expect(try TrainProgram.run(resume).code == 0)
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
