import Foundation

// What is checked apart from the prose: the run's output, and what can be told only when the whole
// book is woven.

extension Weaver {
  /// Woven text is the same everywhere, so a path of this machine has no place in it.
  mutating func checkPrinted(_ text: String, line: Int?) {
    let path = manuscript.root.path
    if path.count > 1, text.contains(path) {
      note(line, "the chapter printed the path '\(path)'", do: "show a path from the root")
    }
  }

  mutating func checkFile(of figure: NumberedFigure, line: Int?) {
    if !manuscript.exists(figure.file) {
      let remedy = "run `swift run \(figure.chapter.name)`"
      problems.append(Problem(figure.file, nil, "the figure is missing", do: remedy))
    }
    if let first = references.figure(figure.figure.name, from: figure.chapter),
      first.number != figure.number
    {
      note(line, "the figure '\(figure.figure.name)' is drawn twice", do: "rename one of the two")
    }
  }

  mutating func checkTests() {
    let labels = Set(equations.map(\.label))
    for test in manuscript.tests {
      for label in test.labels where !labels.contains(label) {
        problems.append(
          Problem(
            test.file, test.line, "the test names equation \(label), which is not in the book",
            do: "name the equation that it asserts"))
      }
    }
  }

  /// Drawings that no figure of the book shows.
  mutating func checkFigureFiles() {
    let shown = Set(references.figures.map(\.file))
    for chapter in manuscript.chapters where chapter.record != nil {
      for file in manuscript.files(under: chapter.figures, extensions: ["svg", "png", "gif"])
      where !shown.contains(file) {
        problems.append(
          Problem(
            file, nil, "no figure of chapter \(chapter.number) shows this drawing", do: "delete it")
        )
      }
    }
  }

  mutating func checkLinks() {
    let anchors = Anchors(of: text).names
    for link in links {
      let parts = link.target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let path = String(parts[0])
      if path.contains(":") || path.hasPrefix("//") { continue }
      let isDead =
        path.isEmpty
        ? !anchors.contains(parts.count > 1 ? String(parts[1]) : "")
        : path.hasPrefix("/") || !manuscript.exists(path)
      if isDead {
        problems.append(
          Problem(
            link.file, link.line, "the link to '\(link.target)' is dead",
            do: "name a file from the repository's root, or an anchor of the book"))
      }
    }
  }
}
