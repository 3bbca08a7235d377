// What can be told only when the whole book is woven.

extension Weaver {
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
