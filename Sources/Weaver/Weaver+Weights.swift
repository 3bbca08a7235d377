import Notebook

// The table of weights: what each chapter changes in the one sum of the course.

extension Weaver {
  private static let columns = ["chapter", "the weight of an action", "what it buys"]

  /// The whole table, a row for each chapter that has a weight.
  mutating func weightTable() -> String {
    var rows: [[String]] = []
    for weight in manuscript.weights {
      rows.append(row(weight, named: references.link(to: weight.chapter)))
    }
    return markdownTable(Self.columns, rows)
  }

  /// The row of this chapter between those of its neighbours.
  mutating func weaveHere(line: Int) {
    let weights = manuscript.weights
    guard let here = weights.firstIndex(where: { $0.chapter.number == chapter?.number }) else {
      return note(
        line, "the table of weights has no row for this place",
        do: "give the chapter a row in \(Manuscript.weightsFile)")
    }
    var rows: [[String]] = []
    for index in max(0, here - 1)...min(weights.count - 1, here + 1) {
      let chapter = weights[index].chapter
      let name =
        index == here
        ? "**▸ \(chapter.number), you are here**" : references.link(to: chapter)
      rows.append(row(weights[index], named: name))
    }
    pieces.append(markdownTable(Self.columns, rows))
  }

  private mutating func row(_ weight: Weight, named name: String) -> [String] {
    // The mathematics is that of another file, whose lines a problem has to name.
    let here = file
    file = Manuscript.weightsFile
    defer { file = here }
    return [
      name, inline(weight.formula, line: weight.line, inTable: true),
      inline(weight.gain, line: weight.line, inTable: true),
    ]
  }
}
