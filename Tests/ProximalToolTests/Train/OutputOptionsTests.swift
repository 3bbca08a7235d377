import Foundation
import TestSupport
import Testing

@testable import ProximalTool

/// The real program, so that nothing of a training can have happened before the line.
@Suite(.enabled(if: TrainProgram.isThere, "the program has not been built"))
struct OutputOptionsTests {
  /// Expects that a training to be saved there ends before it begins, with this line.
  private func expectRefusal(
    _ save: String, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let (code, said) = try TrainProgram.run(["CartPole-v1", "--save", save])
    #expect(code == 1, sourceLocation: sourceLocation)
    #expect(said == "error: --save \(save): \(reason)\n", sourceLocation: sourceLocation)
  }

  @Test("an agent that could not be saved is known before the training, in one line")
  func unwritable() throws {
    try withFile([], named: "file") { file in
      let folder = URL(filePath: file).deletingLastPathComponent().path
      try expectRefusal(folder, "cannot write \(folder): Is a directory")
      try expectRefusal("\(file)/a", "cannot write \(file)/a: Not a directory")
      try expectRefusal("\(folder)/no/a", "cannot write \(folder)/no/a: No such file or directory")
      let long = "\(folder)/\(String(repeating: "n", count: 300))"
      try expectRefusal(long, "cannot write \(long): File name too long")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
    }
  }

  @Test("a folder without permission is known too, also where the superuser runs the tests")
  func forbidden() async throws {
    let scratch = Scratch()
    let file = "\(scratch.path)/a"
    let result = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) { [folder = scratch.path as String, file = file as String] in
      becomeOrdinaryUser(owning: folder)
      chmod(folder, 0o500)
      ProximalTool.main(["train", "CartPole-v1", "--save", file])
    }
    expectMessage(result, "error: --save \(file): cannot write \(file): Permission denied\n")
    #expect(scratch.files == [])
    chmod(scratch.path, 0o700)
  }

  @Test("--save follows a link that leads to where no file is yet")
  func danglingLink() throws {
    try withFolder { folder in
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/link", withDestinationPath: "agent")
      let (code, _) = try TrainProgram.run(
        ["CartPole-v1", "--steps", "512", "--save", "\(folder)/link"])
      #expect(code == 0)
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/link") == "agent")
      #expect(FileManager.default.fileExists(atPath: "\(folder)/agent"))
    }
  }
}
