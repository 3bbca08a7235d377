import ArgumentParser
import Foundation
import Testing
import TrainingFiles

@testable import ProximalTool

struct ProximalToolTests {
  @Test("the version is that with which the changelog begins")
  func version() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let changes = try String(contentsOf: root.appending(path: "CHANGELOG.md"), encoding: .utf8)
    let first = changes.split(separator: "\n").first { $0.hasPrefix("## ") }
    #expect(first == "## \(Version.current)")
    #expect(ProximalTool.configuration.version == Version.current)
  }

  @Test("help tells how a shell learns to complete")
  func completion() {
    let help = ProximalTool.helpMessage(columns: 200)
    #expect(help.contains("--generate-completion-script bash"))
    let script = ProximalTool.completionScript(for: .bash)
    #expect(script.contains("--clip-range") && script.contains("--hidden-sizes"))
  }
}
