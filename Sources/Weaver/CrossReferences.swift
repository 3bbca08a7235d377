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

  init(_ manuscript: Manuscript) {
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
