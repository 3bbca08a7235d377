import Foundation
import Testing
import Weaver

/// Boxes and detours in a little book.
struct FoldsTests {
  let book: TemporaryBook
  let chapter = TemporaryBook.chapterFile

  init() throws {
    book = try TemporaryBook()
  }

  /// What is woven from one line to another, both included.
  private func woven(from first: String, to last: String) throws -> String {
    let text = try book.woven()
    let start = try #require(text.firstRange(of: first))
    let end = try #require(text[start.lowerBound...].firstRange(of: last))
    return String(text[start.lowerBound..<end.upperBound])
  }

  // MARK: Boxes

  @Test("a box spans prose, code, what the code printed, and boxes in it")
  func box() throws {
    try book.editChapter("A toss of", "{{ box: The core, in `Coin` & Co }}\n\nA toss of")
    try book.editChapter(
      "//: Drawn:", "/*:\n{{ box: Within }}\nIn.\n{{ end }}\n{{ end }}\nDrawn:\n*/")
    #expect(book.problems == [])
    #expect(
      try woven(from: "<details>", to: "Drawn:") == """
        <details>
        <summary>The core, in <code>Coin</code> &amp; Co</summary>

        A toss of [the core](Sources/Coin/Coin.swift):

        ```swift
        func toss() -> Int {
          1
        }
        ```

        <sub>From [Sources/Coin/Coin.swift](Sources/Coin/Coin.swift).</sub>

        ```swift
        import Coin

        let coin = Coin()
        show(coin.toss())
        ```

        ```text
        heads 0.50
        ```

        <details>
        <summary>Within</summary>

        In.

        </details>

        </details>

        Drawn:
        """)
  }

  @Test("an end that ends nothing is a problem")
  func looseEnd() throws {
    try book.editChapter("A toss of", "{{ end }}\n\nA toss of")
    #expect(
      book.problems == [
        "\(chapter):17: this end ends nothing; take it out, or write {{ box: Title }} above"
      ])
  }

  @Test("a box is closed before a heading that is not in it, and before the chapter ends")
  func openBox() throws {
    try book.editChapter(
      "With $x", "{{ box: A }}\n\n## Next\n\n{{ box: B }}\n{{ box: C }}\nWith $x")
    #expect(
      book.problems == [
        "\(chapter):8: the box is not closed before the heading in line 10; write {{ end }}",
        "\(chapter):12: the box is not closed before the end of the text; write {{ end }}",
        "\(chapter):13: the box is not closed before the end of the text; write {{ end }}",
      ])
    let text = try book.woven()
    #expect(text.ranges(of: "<details>").count == 3)
    #expect(text.ranges(of: "</details>").count == 3)
  }

  @Test("a heading in a box is a problem")
  func headingInBox() throws {
    try book.editChapter("With $x", "{{ box: A }}\n\n### Next\n\n{{ end }}\nWith $x")
    #expect(
      book.problems == [
        "\(chapter):10: a heading stands in a box; make it bold text, or end the box above it"
      ])
  }

  @Test(
    "what is seen of a fold is plain words and code",
    arguments: [
      ("", "the box does not say what is in it; write {{ box: … }}"),
      ("The $x$ of it", "mathematics stands in a title that is folded; say it in words"),
      (
        "The *x* of it",
        "a link or emphasis stands in a title that is folded; write plain words and code"
      ),
      (
        "See [@eq:1.1]",
        "a link or emphasis stands in a title that is folded; write plain words and code"
      ),
      (
        "All 0.51 of it",
        "nothing that the chapter printed is 0.51; show it, or say it in mathematics if it follows "
          + "from the text"
      ),
    ])
  func title(title: String, problem: String) throws {
    try book.editChapter("A toss of", "{{ box: \(title) }}\nIn.\n{{ end }}\n\nA toss of")
    #expect(book.problems == ["\(chapter):17: \(problem)"])
  }

  @Test("appendices may have boxes, and no detours")
  func appendices() throws {
    try book.edit("Chapters/back.md", "A book on coins.", "{{ box: A }}\nA book.\n{{ end }}")
    try book.weave()
    #expect(book.problems == [])
    try book.edit("Chapters/back.md", "A book.", "A book.\n{{ end }}\n## B\n{{ detour: Why. }}")
    try book.weave()
    #expect(
      book.problems == [
        "Chapters/back.md:27: a detour stands outside a chapter; write a box",
        "Chapters/back.md:28: this end ends nothing; take it out, or write {{ box: Title }} above",
      ])
  }

  // MARK: Detours

  @Test("a detour leaves its heading, and says its purpose, its minutes and where to go on")
  func detour() throws {
    let detour =
      "## Why so\n\n{{ detour: For those who ask `why`. }}\n\nBecause.\n\n### A proof\n\nSo."
    try book.editChapter(
      "A toss of", "\(detour)\n\n## And so\n{{ detour: More. }}\nA.\n\n## A toss\n\nA toss of")
    #expect(book.problems == [])
    #expect(
      try woven(from: "## Why so", to: "## A toss\n") == """
        ## Why so

        <details>
        <summary><em>Detour, 1 minute.</em> For those who ask <code>why</code>. Skip it: go on at \
        <a href="#a-toss">A toss</a>.</summary>

        Because.

        ### A proof

        So.

        </details>

        ## And so

        <details>
        <summary><em>Detour, 1 minute.</em> More. Skip it: go on at \
        <a href="#a-toss">A toss</a>.</summary>

        A.

        </details>

        ## A toss

        """)
  }

  @Test("the contents mark the detours, and say how")
  func contents() throws {
    try book.editChapter("A toss of", "## Aside\n{{ detour: Why. }}\nA.\n\n## A toss\n\nA toss of")
    #expect(
      try woven(from: "# Contents", to: "  - [A toss]") == """
        # Contents

        A section marked ○ is a detour: it is folded, and the short path goes past it.

        - [1 · A coin](Chapters/01-coin/README.md)
          - [The mean](#the-mean)
          - [Aside](#aside) ○
          - [A toss]
        """)
  }

  @Test("titles that occur twice do not lead astray, in contents and ways on")
  func twice() throws {
    try book.editChapter("With $x", "{{ detour: Why. }}\nWith $x")
    try book.editChapter("A toss of", "## The mean\n\nA toss of")
    let contents = try woven(from: "- [1 · A", to: "- [Appendix A")
    #expect(contents.contains("[The mean](#the-mean) ○\n  - [The mean](#the-mean-1)\n"))
    #expect(try book.woven().contains("go on at <a href=\"#the-mean-1\">The mean</a>"))
    #expect(book.problems == [])
  }

  @Test("after the last section the way goes on in the next chapter, if there is one")
  func wayOn() throws {
    try book.editChapter("With $x", "{{ detour: Why. }}\nWith $x")
    #expect(try book.woven().contains("</em> Why.</summary>"))
    try book.addChapter("//: # 2 · A die\nfigure(\"tosses\")\n//: {{ covers: S0-i1 }}\n")
    #expect(
      try book.woven().contains("Why. Skip it: go on at <a href=\"#2--a-die\">2 · A die</a>."))
    #expect(book.problems == [])
  }

  @Test("a heading whose anchor the way on cannot know makes a dead link")
  func deadWayOn() throws {
    try book.editChapter("With $x", "{{ detour: Why. }}\nWith $x")
    try book.editChapter("A toss of", "## By [@eq:1.1]\n\nA toss of")
    #expect(
      book.problems == [
        "\(chapter):8: the link to '#by-eq11' is dead; "
          + "name a file from the repository's root, or an anchor of the book"
      ])
  }

  @Test("a detour's minutes are those of all that it holds, its boxes and code among it")
  func minutes() throws {
    let words = Array(repeating: "word", count: 100).joined(separator: " ")
    try book.editChapter(
      "With $x",
      "{{ detour: Why. }}\n\(words)\n\n{{ box: B }}\n\(words)\n{{ end }}\n\n### C\n\n\(words)\n\nWith $x"
    )
    // 307 words are 2.6 minutes, an equation 1.5, the listing and the code 7 lines.
    #expect(try book.woven().contains("<em>Detour, 4 minutes.</em>"))
    try book.editChapter("### C", "## C")
    #expect(try book.woven().contains("<em>Detour, 2 minutes.</em>"))
  }

  @Test("a detour stands directly below a heading of the second or third level, in no other")
  func misplacedDetour() throws {
    let remedy = "put it directly below a heading with ## or ###"
    try book.editChapter("With $x", "Text.\n\n{{ detour: Why. }}\nWith $x")
    #expect(book.problems == ["\(chapter):10: a detour is a whole section; \(remedy)"])
    try book.editChapter("Text.\n\n{{ detour: Why. }}", "#### D\n\n{{ detour: Why. }}")
    #expect(book.problems == ["\(chapter):10: a detour is a whole section; \(remedy)"])
    try book.editChapter("#### D\n\n", "{{ detour: Why. }}\n\n### D\n\n")
    #expect(
      book.problems == ["\(chapter):12: a detour stands in a detour; take the inner one out"])
  }

  @Test("no open box crosses a detour's border")
  func boxAcrossDetour() throws {
    try book.editChapter("With $x", "{{ detour: Why. }}\n\n{{ box: B }}\n\n## On\n\nWith $x")
    #expect(
      book.problems == [
        "\(chapter):10: the box is not closed before the heading in line 12; write {{ end }}"
      ])
    #expect(
      try woven(from: "<summary>B", to: "## On").hasSuffix("</details>\n\n</details>\n\n## On"))
  }
}
