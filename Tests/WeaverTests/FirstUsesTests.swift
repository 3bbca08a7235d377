import Foundation
import Testing
import Weaver

/// The first uses of a glossary's words: links to it, and what is used before it is defined.
struct FirstUsesTests {
  let book: TemporaryBook
  let chapter = TemporaryBook.chapterFile

  init() throws {
    book = try TemporaryBook()
    try book.write(
      TemporaryBook.glossary
        + "\nfair coin\t\tOne that falls either way alike.\tfair die\t"
        + "\nside\t\tWhat may lie on top.\t\talso a side of the room", to: "Chapters/glossary.tsv")
  }

  private let remedy =
    "define it here, in italics, say it in other words, or say in Chapters/glossary.tsv why it needs "
    + "no definition"

  @Test("a word leads to the glossary where it is first used, across lines, and nowhere else")
  func link() throws {
    try book.editChapter(
      "A toss of", "The *mean* of a *fair\ncoin*, $x$, is a mean of fair dies.\n\nA toss of")
    #expect(book.problems == [])
    #expect(
      try book.woven().contains(
        """
        The *[mean](#term-mean)* of a *[fair
        coin](#term-fair-coin)*, $x$, is a mean of fair dies.
        """))
    #expect(try book.woven().contains("<a id=\"term-fair-coin\"></a>**fair coin** |"))
  }

  @Test("the short path gets a link of its own when the first use is folded")
  func twoLinks() throws {
    try book.editChapter(
      "A toss of",
      "{{ box: B }}\nThe *mean*, a mean.\n{{ end }}\nThe *mean* of it, a mean.\n\nA toss of")
    #expect(book.problems == [])
    let text = try book.woven()
    #expect(text.contains("The *[mean](#term-mean)*, a mean."))
    #expect(text.contains("The *[mean](#term-mean)* of it, a mean."))
  }

  @Test("the front matter may use a word, and defines it for the chapters, but has no links")
  func front() throws {
    try book.edit("Chapters/front.md", "A preface.", "A fair coin and a *mean*.")
    try book.editChapter("A toss of", "A mean.\n\nA toss of")
    #expect(book.problems == [])
    #expect(try book.woven().contains("A fair coin and a *mean*."))
    #expect(try book.woven().contains("A [mean](#term-mean)."))
  }

  @Test("a word that is used before it is defined is a problem, also in a later chapter")
  func before() throws {
    try book.editChapter("A toss of", "Any mean.\n\nA toss of")
    #expect(book.problems == ["\(chapter):17: 'mean' is used and no chapter defines it; \(remedy)"])
    try book.addChapter(
      "//: # 2 · A die\n//:\n//: Its *mean*.\nfigure(\"tosses\")\n//: {{ covers: S0-i1 }}\n")
    #expect(
      book.problems == [
        "\(chapter):17: 'mean' is used before it is defined, in Chapters/02-die/main.swift:3; \(remedy)"
      ])
    try book.editChapter("Any mean.", "A *mean*.")
    #expect(book.problems == [])
  }

  @Test("the short path does not use what is defined in a fold only")
  func foldedDefinition() throws {
    try book.editChapter(
      "A toss of", "{{ box: B }}\nThe *mean*.\n{{ end }}\n\nA mean.\n\nA toss of")
    #expect(
      book.problems == [
        "\(chapter):21: 'mean' is used on the short path, and its definition in \(chapter):18 is not; "
          + remedy
      ])
    try book.editChapter("A mean.", "A mean. A *mean*.")
    #expect(
      book.problems == [
        "\(chapter):21: 'mean' is used before it is defined, in \(chapter):21; \(remedy)"
      ])
    try book.editChapter("A mean. A *mean*.", "A *mean*.")
    #expect(book.problems == [])
  }

  @Test("the exercises may use what is defined in a fold")
  func exercises() throws {
    try book.editChapter(
      "A toss of", "{{ box: B }}\nThe *mean*.\n{{ end }}\n\n## Exercises\n\nA mean.\n\nA toss of")
    #expect(book.problems == [])
  }

  @Test("a word that needs no definition may be used, and is linked where it has one")
  func exempt() throws {
    try book.editChapter("A toss of", "Beside it. A side.\n\nA toss of")
    #expect(book.problems == [])
    #expect(try book.woven().contains("Beside it. A side.\n"))
    try book.editChapter("A side.", "A side is a *side*.")
    #expect(book.problems == [])
    #expect(try book.woven().contains("A side is a *[side](#term-side)*."))
  }
}
