import Notebook

// What the book asks of its reader: on the short path, which stands open, and as a whole.

extension Weaver {
  /// More words than these are not a short path through a chapter.
  static let longestPath = 1500

  /// Words, equations, lines of code and minutes of each chapter, and of all.
  func paceTable() -> String {
    let outlines = references.outlines
    var rows = outlines.map { outline in
      [references.link(to: outline.chapter)] + Self.cells(outline.path) + Self.cells(outline.whole)
    }
    let path = outlines.reduce(Pace()) { $0 + $1.path }
    let whole = outlines.reduce(Pace()) { $0 + $1.whole }
    rows.append(["all"] + Self.cells(path) + Self.cells(whole))
    let columns = ["words", "equations", "lines", "minutes"]
    return markdownTable(
      ["chapter", "short path: words"] + columns.dropFirst() + ["whole: words"]
        + columns.dropFirst(), rows, numbersRight: true)
  }

  private static func cells(_ pace: Pace) -> [String] {
    [
      grouped(pace.words), "\(pace.equations)", grouped(pace.lines),
      "\(Int(pace.minutes.rounded()))",
    ]
  }

  /// Chapter 0 may take as long as it needs: it is there for those who have never met the subject.
  mutating func checkPace() {
    for outline in references.outlines
    where outline.chapter.number > 0 && outline.path.words > Self.longestPath {
      problems.append(
        Problem(
          outline.chapter.file, nil,
          "the short path through the chapter has \(grouped(outline.path.words)) words, more than "
            + "\(grouped(Self.longestPath))",
          do: "fold a section that it does without, {{ detour: what it is for }}"))
    }
  }
}
