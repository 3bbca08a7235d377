import Foundation
import TestSupport
import Testing

@testable import Notebook

@Suite struct ChapterTests {
  @Test("a chapter whose figures cannot be drawn ends before it begins")
  func noGnuplot() async {
    let result = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent, \.standardOutputContent]
    ) {
      setenv("PATH", "/nowhere", 1)
      _ = Chapter(
        1, "loop", "Never runs.", seeds: 1, steps: 1, arguments: ["--figures", "/dev/null/x"])
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      said == """
        error: cannot draw figures: gnuplot is not installed or not on PATH; install it with \
        `make prepare` (or `sudo apt-get install gnuplot-nox`)

        """)
    let printed = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(!printed.contains("Never runs."))
  }

  /// A repository in small: the source of a chapter, and what an earlier run of it left.
  ///
  /// - Parameter age: how old the source is, in seconds.
  private func repository(age: Double, record: String? = nil) throws -> Scratch {
    let scratch = Scratch()
    for folder in ["Chapters/01-loop", "figures/01-loop"] {
      try FileManager.default.createDirectory(
        atPath: "\(scratch.path)/\(folder)", withIntermediateDirectories: true)
    }
    let source = "\(scratch.path)/Chapters/01-loop/main.swift"
    try "show(1)\n".write(toFile: source, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: source)
    try record?.write(
      toFile: "\(scratch.path)/figures/01-loop/record.json", atomically: false, encoding: .utf8)
    return scratch
  }

  @Test("a chapter whose source is younger than its program does not begin")
  func youngSource() async throws {
    let scratch = try repository(age: -1)
    defer { withExtendedLifetime(scratch) {} }
    let path = scratch.path
    let result = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) { [path = path as String] in
      _ = Chapter(
        1, "loop", "Never runs.", seeds: 1, steps: 1, arguments: [],
        source: "\(path)/Chapters/01-loop/main.swift")
    }
    #expect(
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self) == """
        error: Chapters/01-loop/main.swift has changed since this program was built; \
        `swift run loop` builds it again

        """)
  }

  /// What a run says at its end.
  ///
  /// - Parameter figures: the value of `--figures`, or the usual folder.
  private func ending(in path: String, figures: String? = nil) async -> String {
    let arguments = figures.map { ["--figures", $0] } ?? []
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { [path = path as String, arguments = arguments as [String]] in
      try #require(FileManager.default.changeCurrentDirectoryPath(path))
      let chapter = Chapter(
        1, "loop", "Shows a number.", seeds: 1, steps: 1, arguments: arguments,
        source: "\(path)/Chapters/01-loop/main.swift")
      show(1, line: 1)
      chapter.finish()
    }
    let said = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    return said.components(separatedBy: "/record.json\n").last ?? ""
  }

  @Test("a run that changes what was there says how to go back; the same run says nothing")
  func wayBack() async throws {
    let scratch = try repository(age: 1e9, record: "{}\n")
    #expect(
      await ending(in: scratch.path) == """

        figures/01-loop is no longer as it was. `git checkout figures/01-loop` brings back what is \
        committed; `make weave` takes what is there into the book; `--figures DIR` leaves it alone.

        """)
    #expect(await ending(in: scratch.path) == "")
    #expect(await ending(in: scratch.path, figures: "elsewhere") == "")
    try "{}\n".write(
      toFile: "\(scratch.path)/elsewhere/01-loop/record.json", atomically: false, encoding: .utf8)
    #expect(
      await ending(in: scratch.path, figures: "elsewhere")
        == "\nelsewhere/01-loop is no longer as it was.\n")
  }
}
