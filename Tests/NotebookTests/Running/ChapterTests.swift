import Foundation
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
}
