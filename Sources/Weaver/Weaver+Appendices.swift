import Notebook

// What the book generates around its chapters: the contents, the index of equations, what covers
// the sources.

extension Weaver {
  /// What the author wrote for after the chapters, and what is generated where it says so.
  mutating func weaveBack() {
    file = Manuscript.backFile
    section = ""
    weave(prose: manuscript.back)
    endFolds()
    // Appendices after the table of the sources may cover some of them.
    if let place = inventoryPlace {
      pieces[place] = Self.inventory(manuscript.inventory, coverage: coverage)
    }
  }

  /// `{{ appendix: equations }}`: a table that the weaver makes.
  mutating func weaveAppendix(_ name: String, line: Int) {
    switch name {
    case "equations": pieces.append(Self.equationIndex(equations))
    case "claims": pieces += claimEntries()
    case "sources":
      inventoryPlace = pieces.endIndex
      pieces.append("")
    case "hyperparameters": pieces += hyperparameterTables()
    case "glossary": pieces.append(glossaryTable())
    case "pace": pieces.append(paceTable())
    default:
      note(
        line, "there is no appendix '\(name)'",
        do: "write equations, claims, sources, hyperparameters, glossary or pace",
        preventsWeaving: true)
    }
  }

  private mutating func glossaryTable() -> String {
    let rows = manuscript.glossary.map { term in
      let meaning = inline(term.meaning, line: term.line, inTable: true)
      return ["<a id=\"\(term.anchor)\"></a>**\(term.english)**", term.chinese, meaning]
    }
    return markdownTable(["Term", "中文", "Meaning"], rows)
  }

  /// The contents: chapters, appendices and the sections in them, as links.
  ///
  /// - Parameters:
  ///   - pieces: what the contents list.
  ///   - front: what stands before; its headings count when a title occurs twice.
  func contents(of pieces: ArraySlice<String>, after front: ArraySlice<String>) -> String {
    let above = (front + [Self.contentsTitle]).joined(separator: "\n\n")
    let skipped = Anchors(of: above).headings.count
    let all = Anchors(of: above + "\n\n" + pieces.joined(separator: "\n\n")).headings
    let detours = references.detours
    let lines = all.dropFirst(skipped).filter { $0.level <= 2 }.map { heading in
      "\(heading.level == 1 ? "" : "  ")- [\(heading.title)](\(place(of: heading)))"
        + (detours.contains(heading.slug) ? " ○" : "")
    }
    let legend =
      detours.isEmpty
      ? [] : ["A section marked ○ is a detour: it is folded, and the short path goes past it."]
    return ([Self.contentsTitle] + legend + [lines.joined(separator: "\n")])
      .joined(separator: "\n\n")
  }

  /// The contents lead to the page of a chapter or an appendix, and within the file to its sections.
  private func place(of heading: Heading) -> String {
    let page = heading.level == 1 ? Pages.file(of: heading.title, in: manuscript.chapters) : nil
    return page ?? "#\(heading.slug)"
  }

  static let contentsTitle = "# Contents"

  /// Each numbered equation, where it stands, and the tests that assert it.
  static func equationIndex(_ equations: [Equation]) -> String {
    let rows = equations.map { equation in
      [
        "<a id=\"\(equation.label.indexAnchor)\"></a>[\(equation.label)](#\(equation.label.anchor))",
        equation.section,
        equation.sources.map(link(toSource:)).joined(separator: ", "),
        equation.tests.map(link(to:)).joined(separator: "; "),
      ]
    }
    return markdownTable(["Equation", "Section", "Stands for", "Asserted by"], rows)
  }

  /// Each item of the sources and what in the book covers it.
  static func inventory(_ items: [SourceItem], coverage: [String: [String]]) -> String {
    func covering(_ item: SourceItem) -> String {
      let own = coverage[item.id, default: []]
      guard let same = item.same else { return own.joined(separator: ", ") }
      return ([("as \(link(toSource: same))")] + own).joined(separator: ", ")
    }
    let rows = items.map { item in
      [
        "<a id=\"\(item.anchor)\"></a>\(item.id)", item.kind, item.place, item.name,
        covering(item),
      ]
    }
    return markdownTable(["Id", "Kind", "Line", "What it is", "Covered by"], rows)
  }
}
