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
  let line: Int
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
