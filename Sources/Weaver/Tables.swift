import Notebook

/// An entry of the inventory: something in the sources that the course has to cover.
struct SourceItem: Equatable, Sendable {
  /// `S2-E5`
  let id: String
  let kind: String
  /// The line of the source.
  let place: String
  let name: String
  /// The id of an item with the same content, when the sources say a thing twice.
  let same: String?
  let line: Int

  var anchor: String { "source-\(id.lowercased())" }
}

/// A term of the glossary.
struct Term: Equatable, Sendable {
  let english: String
  let chinese: String
  let meaning: String
  /// Other words for it, or for what is nearly the same, that the text uses.
  let also: [String]
  /// Why the text may use it without having defined it; nothing for most.
  let exemption: String?
  let line: Int

  /// Its entry in the glossary.
  var anchor: String { "term-\(Anchors.slug(english))" }

  /// All ways to write it, in the singular. Of a name in parentheses only an acronym is one:
  /// “generalised advantage estimation (GAE)”.
  var forms: [String] {
    let parts = english.split(separator: "(", maxSplits: 1).map(\.trimmed)
    let name = parts.count > 1 ? String(parts[1].dropLast()) : ""
    let isAcronym = name.count { $0.isUppercase } > 1 && !name.contains(" ")
    return [parts[0]] + (isAcronym ? [name] : []) + also
  }
}

/// A row of the table of weights: the one thing that a chapter changes.
struct Weight {
  let chapter: Manuscript.Chapter
  /// The score weight of an action; Markdown.
  let formula: String
  /// What it buys; Markdown.
  let gain: String
  let line: Int
}

/// Rows of tab-separated text below a line of column names.
struct TabSeparatedTable {
  private(set) var rows: [(line: Int, cells: [String])] = []
  private(set) var problems: [Problem] = []

  init(_ text: String, columns: [String], file: String) {
    for line in text.numberedLines where !line.text.trimmed.isEmpty {
      let cells = line.text.split(separator: "\t", omittingEmptySubsequences: false)
        .map(\.trimmed)
      if line.number == 1, cells == columns { continue }
      guard line.number > 1, cells.count == columns.count else {
        let expected = columns.joined(separator: ", ")
        problems.append(
          Problem(
            file, line.number, "the line has \(cells.count) columns",
            do: "write the columns \(expected), with a tab between two", preventsWeaving: true))
        continue
      }
      rows.append((line.number, cells))
    }
  }
}
