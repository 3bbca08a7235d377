import Notebook

/// A labelled equation of the book.
struct Equation {
  let label: Label
  let sources: [String]
  /// The second-level heading under which it stands.
  let section: String
  let tests: [AssertingTest]
}

/// A figure of the book: `Figure 1.2`.
struct NumberedFigure {
  let chapter: Manuscript.Chapter
  let number: Int
  let figure: Record.Figure

  var title: String { "Figure \(chapter.number).\(number)" }
  var anchor: String { "fig-\(chapter.number).\(number)" }
  var file: String { "\(chapter.figures)/\(figure.fileName)" }
  var dataFile: String { "\(chapter.figures)/\(figure.dataFileName)" }
  var link: String { "[\(title)](#\(anchor))" }
}

/// What prose can refer to, known before any of it is woven.
struct CrossReferences {
  private(set) var labels: Set<Label> = []
  private(set) var figures: [NumberedFigure] = []
  private(set) var outlines: [Outline] = []
  /// What follows `#` in a link to the heading in a line of a file.
  private var slugs: [HeadingPlace: String] = [:]

  private struct HeadingPlace: Hashable {
    let file: String
    let line: Int
  }

  init(_ manuscript: Manuscript) {
    outlines = manuscript.chapters.map { Outline(of: $0, in: manuscript) }
    nameSections(after: manuscript.front)
    for chapter in manuscript.chapters {
      var number = 0
      for part in chapter.source.parts {
        switch part {
        case .prose(let lines):
          for case .display(let display) in ProseParser(lines, file: chapter.file).blocks {
            if let label = display.label { labels.insert(label) }
          }
        case .cell(let lines):
          for case .figure(let figure) in chapter.made(in: lines).map(\.content) {
            number += 1
            figures.append(NumberedFigure(chapter: chapter, number: number, figure: figure))
          }
        }
      }
    }
  }

  /// Titles that occur twice are numbered, so that the headings above the chapters count too.
  private mutating func nameSections(after front: [NumberedLine]) {
    let above = front.map(\.text) + ["", Weaver.contentsTitle]
    let sections = outlines.flatMap { outline in
      outline.sections.map { (file: outline.chapter.file, section: $0) }
    }
    let titles = sections.map { "# \($0.section.title)" }
    let headings = Anchors(of: (above + titles).joined(separator: "\n")).headings
    for ((file, section), heading) in zip(sections, headings.suffix(sections.count)) {
      slugs[HeadingPlace(file: file, line: section.line)] = heading.slug
    }
  }

  func outline(of chapter: Manuscript.Chapter) -> Outline? {
    outlines.first { $0.chapter.number == chapter.number }
  }

  /// The first heading below a line of a chapter under which something stands open.
  func nextOpenSection(
    below line: Int, of chapter: Manuscript.Chapter
  ) -> (title: String, slug: String)? {
    let rest = outlines.drop { $0.chapter.number != chapter.number }
    for outline in rest {
      let below = outline.chapter.number == chapter.number ? line : 0
      if let section = outline.sections.first(where: { $0.line > below && !$0.isDetour }),
        let slug = slugs[HeadingPlace(file: outline.chapter.file, line: section.line)]
      {
        return (section.title, slug)
      }
    }
    return nil
  }

  /// `[5](#5--the-clip)`: a chapter's number as a link to its title.
  func link(to chapter: Manuscript.Chapter) -> String {
    guard let title = outline(of: chapter)?.sections.first(where: { $0.level == 1 }),
      let slug = slugs[HeadingPlace(file: chapter.file, line: title.line)]
    else { return "\(chapter.number)" }
    return "[\(chapter.number)](#\(slug))"
  }

  /// The slugs of the headings that are detours, or stand in one.
  var detours: Set<String> {
    Set(
      outlines.flatMap { outline in
        outline.sections.filter(\.isDetour).compactMap {
          slugs[HeadingPlace(file: outline.chapter.file, line: $0.line)]
        }
      })
  }

  /// A figure by its name, in the same chapter, or by `chapter/name` in another.
  func figure(_ name: String, from chapter: Manuscript.Chapter?) -> NumberedFigure? {
    let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
    let home = parts.count == 2 ? parts[0] : chapter?.name
    return figures.first { $0.chapter.name == home && $0.figure.name == parts.last }
  }
}

extension Manuscript.Chapter {
  /// What the run made in a cell, in the order of the run.
  func made(in cell: [NumberedLine]) -> [Record.Entry] {
    guard let record, let first = cell.first, let last = cell.last else { return [] }
    let lines = first.number...last.number
    return record.entries.filter { source.line(atPlace: $0.place).map(lines.contains) ?? false }
  }
}
