import Foundation
import Testing
import Weaver

/// A figure's drawing away from its place, in a little book.
@Suite("Weaver+Prose")
struct WeaverProseTests {
  let book: TemporaryBook
  let chapter = TemporaryBook.chapterFile

  init() throws {
    book = try TemporaryBook()
  }

  @Test("a picture is a figure's drawing before or after its place, with a link to it")
  func picture() throws {
    try book.editChapter("## The mean", "{{ picture: tosses }}\n\n## The mean")
    try book.editChapter("{{ covers: S0-i1 }}", "{{ covers: S0-i1 }}\n{{ picture: tosses }}")
    #expect(book.problems == [])
    let drawing = "![A curve that settles at one half.](figures/01-coin/tosses.svg)\n\n"
    let text = try book.woven()
    let shown = drawing + "<sub>[Figure 1.1](#fig-1.1).</sub>\n\n"
    #expect(text.contains(shown + "## The"))
    #expect(text.ranges(of: shown).count == 2)
  }

  @Test("a picture that the chapter does not draw is a problem, and prevents weaving")
  func unknownPicture() throws {
    try book.addChapter("//: # 2 · A die\nfigure(\"tosses\")\n//: {{ covers: S0-i1 }}\n")
    for name in ["throws", "die/tosses"] {
      try book.edit(chapter, "## The mean", "{{ picture: \(name) }}\n\n## The mean")
      #expect(
        book.problems == [
          "\(chapter):6: the chapter draws no figure '\(name)'; take the name of one that it draws"
        ])
      #expect(throws: WeavingError.self) { try book.woven() }
      try book.edit(chapter, "{{ picture: \(name) }}\n\n", "")
    }
  }
}
