import Notebook

extension Weaver {
  mutating func weave(_ display: Display) {
    for fault in Mathematics.faults(in: display.formula) {
      note(display.line, fault.what, do: fault.remedy)
    }
    let formula = Mathematics.display(display.formula, label: display.label)
    if let label = display.label {
      weave(label, of: display, formula: formula)
    } else if display.sources.isEmpty {
      pieces.append(formula)
    } else {
      displayCount += 1
      let anchor = "display-\(chapter?.number ?? 0).\(displayCount)"
      cover(display.sources, by: "[restated](#\(anchor))", line: display.line)
      pieces += ["<a id=\"\(anchor)\"></a>", formula]
    }
  }

  mutating func weave(_ label: Label, of display: Display, formula: String) {
    checkOrder(of: label, line: display.line)
    let tests = manuscript.tests.filter { $0.labels.contains(label) }
    if tests.isEmpty {
      note(
        display.line, "no test asserts equation \(label)",
        do: "write one whose name begins with \(label), as in @Test(\"\(label) …\")")
    }
    equations.append(
      Equation(label: label, sources: display.sources, section: section, tests: tests))
    cover(display.sources, by: "[\(label)](#\(label.anchor))", line: display.line)
    // Tests and sources stand in the index, out of the way of whoever reads on.
    let mark = tests.isEmpty ? "" : "✓ "
    pieces += [
      "<a id=\"\(label.anchor)\"></a>", formula,
      small("[\(mark)\(label)](#\(label.indexAnchor))"),
    ]
  }

  static func link(to test: AssertingTest) -> String {
    "[\(InlineMarkdown.escaped(test.name))](\(test.file))"
  }

  /// Labels count up by one within their chapter.
  mutating func checkOrder(of label: Label, line: Int) {
    if equations.contains(where: { $0.label == label }) {
      return note(line, "the label \(label) stands twice", do: "give each equation its own")
    }
    guard let previous = previousLabel else {
      return note(line, "the label \(label) stands outside a chapter", do: "take it out")
    }
    let expected = Label(chapter: previous.chapter, number: previous.number + 1)
    if label != expected {
      let others = "and rename it in the tests and references"
      note(line, "the label \(label) is out of order", do: "write \(expected) \(others)")
    }
    previousLabel = Label(chapter: previous.chapter, number: max(label.number, previous.number))
  }
}
