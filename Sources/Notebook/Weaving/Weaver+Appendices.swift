// What the book generates around its chapters: the contents, the index of equations, what covers
// the sources.

extension Weaver {
  mutating func weaveAppendices() {
    pieces += Self.equationIndex(equations)
    pieces += Self.inventory(manuscript.inventory, coverage: coverage)
    file = Manuscript.glossaryFile
    let rows = manuscript.glossary.map { term in
      let meaning = inline(term.meaning, line: term.line, inTable: true)
      return ["**\(term.english)**", term.chinese, meaning]
    }
    pieces += ["# Appendix C · Glossary", Self.table(["Term", "中文", "Meaning"], rows)]
    file = Manuscript.backFile
    section = ""
    weave(prose: manuscript.back)
  }

  /// The contents: chapters, appendices and the sections in them, as links.
  ///
  /// - Parameters:
  ///   - pieces: what the contents list.
  ///   - front: what stands before; its headings count when a title occurs twice.
  static func contents(of pieces: ArraySlice<String>, after front: ArraySlice<String>) -> String {
    let title = "# Contents"
    let above = (front + [title]).joined(separator: "\n\n")
    let skipped = Anchors(of: above).headings.count
    let all = Anchors(of: above + "\n\n" + pieces.joined(separator: "\n\n")).headings
    let lines = all.dropFirst(skipped).filter { $0.level <= 2 }.map { heading in
      "\(heading.level == 1 ? "" : "  ")- [\(heading.title)](#\(heading.slug))"
    }
    return "\(title)\n\n\(lines.joined(separator: "\n"))"
  }

  /// Each numbered equation, where it stands, and the tests that assert it.
  static func equationIndex(_ equations: [Equation]) -> [String] {
    let rows = equations.map { equation in
      [
        "[\(equation.label)](#\(equation.label.anchor))",
        equation.section,
        equation.sources.map(link(toSource:)).joined(separator: ", "),
        equation.tests.map(link(to:)).joined(separator: "; "),
      ]
    }
    return [
      "# Appendix A · Equations",
      """
      Every numbered equation, the section it stands in, what it stands for in the sources
      (Appendix B), and the tests that assert it.
      """,
      table(["Equation", "Section", "Stands for", "Asserted by"], rows),
    ]
  }

  /// Each item of the sources and what in the book covers it.
  static func inventory(_ items: [SourceItem], coverage: [String: [String]]) -> [String] {
    func covering(_ item: SourceItem) -> String {
      let own = coverage[item.id, default: []]
      guard let same = item.same else { return own.joined(separator: ", ") }
      return ([("as \(link(toSource: same))")] + own).joined(separator: ", ")
    }
    let covered = items.count { item in
      coverage[item.id] != nil || item.same.map { coverage[$0] != nil } ?? false
    }
    let rows = items.map { item in
      [
        "<a id=\"\(item.anchor)\"></a>\(item.id)", item.kind, item.place, item.name,
        covering(item),
      ]
    }
    return [
      "# Appendix B · Sources",
      """
      The course grew out of five texts, S0 to S4: two posts on PPO, a set of long notes, a deck
      of slides and the notes of a course. Each of their equations (E), formulas in passing (i),
      figures (F), tables (T), algorithms (A), listings (C), formulas in words (V) and reading
      lists (L) is listed with its line in the text and with what in this book covers it.
      """,
      "Covered so far: \(covered) of \(items.count).",
      table(["Id", "Kind", "Line", "What it is", "Covered by"], rows),
    ]
  }

  /// A table in Markdown.
  static func table(_ header: [String], _ rows: [[String]]) -> String {
    let rule = header.map { _ in "---" }
    let lines = ([header, rule] + rows).map { "| \($0.joined(separator: " | ")) |" }
    return lines.joined(separator: "\n")
  }
}
