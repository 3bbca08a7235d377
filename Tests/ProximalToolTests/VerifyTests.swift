import ArgumentParser
import Foundation
import Testing

@testable import ProximalTool

private func exitCode(_ arguments: String...) -> ExitCode {
  do {
    var command = try ProximalTool.parseAsRoot(["verify"] + arguments)
    try command.run()
    return .success
  } catch {
    return ProximalTool.exitCode(for: error)
  }
}

struct VerifyTests {
  @Test("the command ends with 0, with 1 when a file failed, and with 64 without a path")
  func exitCodes() throws {
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "GoldenComparisonTests/Golden/categorical.json")
      .path
    #expect(exitCode(golden) == .success)
    #expect(exitCode(golden, "/nowhere") == .failure)
    #expect(exitCode() == .validationFailure)
    #expect(exitCode("--unknown") == .validationFailure)
    #expect(ExitCode.validationFailure.rawValue == 64)
  }
}
