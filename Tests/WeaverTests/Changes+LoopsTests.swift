import Foundation
import Testing
import Weaver

/// What changed from one chapter's training loop to another's, in a little book.
@Suite("Changes+Loops")
struct ChangesOfLoopsTests {
  let book: TemporaryBook
  let chapter = TemporaryBook.chapterFile

  init() throws {
    book = try TemporaryBook()
  }

  static let die = """
    //: # 2 · A die
    //: {{ changes: coin → die }}
    // snippet.loop
    let die = Die()
    // snippet.hide
    let secret = 1
    // snippet.show

    show(die.toss())
    // snippet.end
    figure("tosses")
    //: {{ covers: S0-i1 }}
    """

  @Test(
    "the changes of two marked loops are a diff; marks, what is hidden and blank lines are left out"
  )
  func changes() throws {
    try book.edit(chapter, "import Coin\n", "import Coin\n\n// snippet.loop")
    try book.editChapter("//: Drawn:", "// snippet.end\n//: Drawn:")
    try book.addChapter(Self.die)
    #expect(book.problems == [])
    let text = try book.woven()
    let start = try #require(text.firstRange(of: "# 2 · A die\n"))
    #expect(
      text[start.lowerBound...].hasPrefix(
        """
        # 2 · A die

        ```diff
        - let coin = Coin()
        - show(coin.toss())
        + let die = Die()
        + show(die.toss())
        ```

        ```swift
        """))
    #expect(!text.contains("snippet"))
  }

  @Test("changes of what is not marked, or not there, are problems and prevent weaving")
  func unknownChanges() throws {
    for (pair, problem) in [
      (
        "coin → die",
        "chapter 1 marks no training loop; mark its lines with // snippet.loop and // snippet.end"
      ),
      ("card → die", "there is no chapter 'card'; write one of coin, die"),
      (
        "die",
        "'die' does not name two chapters; write it as in {{ changes: reinforce → reward-to-go }}"
      ),
    ] {
      try book.write(
        Self.die.replacing("coin → die", with: pair), to: "Chapters/02-die/main.swift")
      try book.run("02-die")
      #expect(book.problems.contains("Chapters/02-die/main.swift:2: \(problem)"))
      #expect(throws: WeavingError.self) { try book.woven() }
    }
  }

  @Test("a mark in a chapter that is not paired is a problem")
  func unpairedMark() throws {
    try book.editChapter("import Coin\n", "// snippet.end\nimport Coin\n")
    #expect(book.problems == ["\(chapter):22: snippet.end ends nothing; take it out"])
    try book.edit(chapter, "// snippet.end\n", "// snippet.loop\n")
    #expect(
      book.problems == [
        "\(chapter):22: the piece 'loop' does not end; add // snippet.end"
      ])
  }
}
