import Foundation
import Testing

@testable import Weaver

struct PagesTests {
  @Test("the way from a file to another goes up no further than it must")
  func paths() {
    func path(_ to: String, _ from: String) -> String { Pages.path(to: to, from: from) }
    #expect(path("book.md", "Chapters/01-coin/README.md") == "../../book.md")
    #expect(path("Chapters/01-coin/main.swift", "Chapters/01-coin/README.md") == "main.swift")
    #expect(
      path("Chapters/02-die/README.md", "Chapters/01-coin/README.md") == "../02-die/README.md")
    #expect(path("Chapters/01-coin/README.md", "Chapters/README.md") == "01-coin/README.md")
    #expect(
      path("figures/01-coin/a.svg", "Chapters/01-coin/README.md") == "../../figures/01-coin/a.svg")
  }

  private func twoChapters() throws -> TemporaryBook {
    let book = try TemporaryBook()
    try book.addChapter(
      """
      //: # 2 · A die
      //:
      //: ## The mean
      //:
      //: See [@fig:coin/tosses], [@eq:1.1] and [the section](#the-mean-1).
      figure("tosses")
      """)
    return book
  }

  @Test("a page for the beginning, each chapter and each appendix, in their order")
  func files() throws {
    let book = try twoChapters()
    let pages = try Book(root: book.root).weave().dropFirst()
    #expect(
      pages.prefix(3).map(\.file) == [
        "Chapters/README.md", "Chapters/01-coin/README.md", "Chapters/02-die/README.md",
      ])
    #expect(pages.dropFirst(3).allSatisfy { $0.file.hasPrefix("Chapters/appendices/") })
    #expect(Set(pages.map(\.file)).count == pages.count)
  }

  @Test("a link leads to the page of its target, and there to the right one of two headings")
  func links() throws {
    let book = try twoChapters()
    let pages = try Book(root: book.root).weave().dropFirst()
    let die = try #require(pages.first { $0.file == "Chapters/02-die/README.md" }).text
    #expect(die.contains("[Figure 1.1](../01-coin/README.md#fig-1.1)"))
    #expect(die.contains("[(1.1)](../01-coin/README.md#eq-1.1)"))
    // In the book it is the second section of that name, on its page the first.
    #expect(die.contains("[the section](#the-mean)"))
    #expect(die.contains("(../../figures/02-die/tosses.svg)"))
    #expect(die.contains("[← 1 · A coin](../01-coin/README.md)"))
  }

  @Test("all words of the book stand on its pages")
  func words() throws {
    let temporary = try twoChapters()
    let book = Book(root: temporary.root)
    let headings = Anchors(of: try book.weave()[0].text).headings.map(\.title)
    let onPages = try book.weave().dropFirst().flatMap {
      Anchors(of: $0.text).headings.map(\.title)
    }
    #expect(headings == onPages)
  }

  @Test("every link of every page leads to a page and an anchor on it, or to a file")
  func noneDead() throws {
    let book = try twoChapters()
    let pages = try Book(root: book.root).weave().dropFirst()
    let anchors = Dictionary(
      uniqueKeysWithValues: pages.map { ($0.file, Anchors(of: $0.text).names) })
    for page in pages {
      _ = Relinking.relinked(page.text) { target in
        let parts = target.split(separator: "#", omittingEmptySubsequences: false)
        let here = page.file.split(separator: "/").dropLast().joined(separator: "/")
        let file =
          parts[0].isEmpty
          ? page.file
          : URL(filePath: "/\(here)/\(parts[0])").standardized.path.dropFirst().description
        if let names = anchors[file] {
          // The short path is a section of the real book alone.
          let anchor = parts.count > 1 ? String(parts[1]) : ""
          #expect(
            anchor.isEmpty || names.contains(anchor) || anchor == Pages.shortPath,
            "\(page.file): \(target)")
        } else {
          let there = book.root.appending(path: file).path
          #expect(FileManager.default.fileExists(atPath: there), "\(page.file): \(target)")
        }
        return target
      }
    }
  }

  @Test("a page that differs from the woven one is stale, and a missing one is missing")
  func stale() throws {
    let book = try TemporaryBook()
    #expect(book.problems == [])
    let file = "Chapters/01-coin/README.md"
    try "old\n".write(to: book.root.appending(path: file), atomically: true, encoding: .utf8)
    #expect(book.problems.count == 1 && book.problems[0].hasPrefix("\(file):1: stale"))
    try FileManager.default.removeItem(at: book.root.appending(path: file))
    #expect(book.problems == ["\(file): the file is missing; run `proximal weave`"])
  }
}
