import Foundation
import Testing
import Weaver

/// What a little book asks of its reader.
@Suite("Weaver+Pace")
struct WeaverPaceTests {
  let book: TemporaryBook
  let chapter = TemporaryBook.chapterFile

  init() throws {
    book = try TemporaryBook()
    try book.edit("Chapters/front.md", "A preface.", "A preface.\n\n{{ appendix: pace }}")
  }

  private func words(_ count: Int) -> String {
    Array(repeating: "word", count: count).joined(separator: " ")
  }

  private func pace() throws -> [String] {
    try book.woven().split(separator: "\n").filter {
      $0.hasPrefix("| [1]") || $0.hasPrefix("| all")
    }
    .map(String.init)
  }

  @Test("the table counts words, equations, lines and minutes of what stands open, and of all")
  func table() throws {
    try book.weave()
    #expect(book.problems == [])
    // Title 3, question 10, heading 2, "With" 1, "A toss of the core" 5, "Drawn" 1; 3 lines listed and
    // 4 of code.
    let open = "22 | 1 | 7 | 2"
    #expect(
      try pace() == ["| [1](#1--a-coin) | \(open) | \(open) |", "| all | \(open) | \(open) |"])
    #expect(
      try book.woven().contains(
        "| chapter | short path: words | equations | lines | minutes "
          + "| whole: words | equations | lines | minutes |\n| --- | ---: |"))
  }

  @Test("a box, a detour and the exercises are not on the short path; a detour's heading is")
  func path() throws {
    try book.editChapter(
      "{{ covers: S0-i1 }}",
      """
      {{ covers: S0-i1 }}

      {{ box: Two words }}
      \(words(120))
      {{ end }}

      ## A detour
      {{ detour: Why not. }}
      \(words(240))

      ### In it

      \(words(100))

      ## Exercises

      \(words(480))

      ### More of them

      \(words(60))

      ## On

      \(words(7))

      $$ x = 1 $$
      """)
    let open = "32 | 1 | 7 | 2"
    let whole = "1,042 | 1 | 7 | 11"
    #expect(try pace().last == "| all | \(open) | \(whole) |")
  }

  @Test("a short path of more than 1,500 words is a problem, but in chapter 0; a detour mends it")
  func longPath() throws {
    try book.editChapter("A toss of", "## On\n\n\(words(1477))\n\nA toss of")
    #expect(book.problems == [])
    try book.editChapter("## On\n\n", "## On\n\nAnd\n\n")
    #expect(
      book.problems == [
        "\(chapter): the short path through the chapter has 1,501 words, more than 1,500; "
          + "fold a section that it does without, {{ detour: what it is for }}"
      ])
    try book.editChapter("## On\n\n", "## On\n{{ detour: Why. }}\n\n")
    #expect(book.problems == [])
  }
}
