import Foundation
import Testing
import Weaver

/// The table of weights, whole and around a chapter, in a little book.
@Suite("Weaver+Weights")
struct WeaverWeightsTests {
  let book: TemporaryBook
  let chapter = TemporaryBook.chapterFile

  init() throws {
    book = try TemporaryBook()
  }

  @Test("the table of weights numbers its rows by the chapters' folders, and marks the place")
  func weights() throws {
    // In the file the rows stand the other way round.
    try book.edit(
      "Chapters/weights.tsv", "coin\t", "die\tas in [@chapter:coin]\tsix sides\ncoin\t")
    try book.editChapter("## The mean", "{{ weights }}\n\n{{ here }}\n\n## The mean")
    try book.addChapter(
      "//: # 2 · A die\nfigure(\"tosses\")\n//: {{ covers: S0-i1 }}\n//: {{ here }}\n")
    #expect(book.problems == [])
    let text = try book.woven()
    let head = "| chapter | the weight of an action | what it buys |\n| --- | --- | --- |\n"
    let (coin, die) = ("[1](#1--a-coin)", "[2](#2--a-die)")
    let second = "as in [1](#1--a-coin) | six sides |"
    #expect(text.contains(head + "| \(coin) | $R - b$ | a beginning |\n| \(die) | \(second)"))
    #expect(
      text.contains(
        head + "| **▸ 1, you are here** | $R - b$ | a beginning |\n| \(die) | \(second)"))
    #expect(
      text.contains(
        head + "| \(coin) | $R - b$ | a beginning |\n| **▸ 2, you are here** | \(second)"))
  }

  @Test("a row for no chapter, and a place that has no row, are problems")
  func weightlessChapter() throws {
    try book.edit("Chapters/weights.tsv", "coin", "card")
    try book.editChapter("## The mean", "{{ here }}\n\n## The mean")
    #expect(
      book.problems == [
        "Chapters/weights.tsv:2: there is no chapter 'card'; write one of coin",
        "\(chapter):6: the table of weights has no row for this place; "
          + "give the chapter a row in Chapters/weights.tsv",
      ])
  }
}
