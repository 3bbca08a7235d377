import Notebook
import Testing

@testable import Weaver

struct SnippetsTests {
  @Test("a piece is its lines without markers, hidden lines and common indentation")
  func nested() {
    let text = """
      // snippet.outer

        a
        // snippet.inner
          b
        // snippet.hide
          c
        // snippet.show
        // snippet.end
        d
      // snippet.end
      """
    let scanner = SnippetScanner(text.numberedLines, file: "Sources/A.c")
    #expect(scanner.problems.isEmpty)
    #expect(
      scanner.snippets == [
        Snippet(name: "inner", file: "Sources/A.c", line: 4, lines: ["b"]),
        Snippet(name: "outer", file: "Sources/A.c", line: 1, lines: ["a", "  b", "d"]),
      ])
  }

  @Test("a piece is highlighted as the language of its file")
  func language() {
    let files = ["A.swift", "B.c", "C.h", "D.cpp"]
    let languages = files.map { Snippet(name: "", file: $0, line: 1, lines: []).language }
    #expect(languages == ["swift", "c", "c", "cpp"])
  }
}
