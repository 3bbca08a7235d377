import Files

/// Rows of text in columns that line up: the first column to the left, the others to the right.
public struct Table: CustomStringConvertible, Sendable {
  private var rows: [[String]]

  public init(_ header: String...) { self.init(header) }

  /// The same, from an array.
  public init(_ header: [String]) {
    rows = [header]
  }

  public mutating func add(_ cells: String...) { add(cells) }

  /// The same, from an array.
  public mutating func add(_ cells: [String]) {
    require(
      cells.count == rows[0].count,
      "a row needs one cell for each of the \(rows[0].count) columns; got \(cells)")
    rows.append(cells)
  }

  public var description: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max()! }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    var lines = rows.map { row in
      row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + padding : padding + row[column]
      }.joined(separator: "  ")
    }
    lines.insert(rule, at: 1)
    return lines.map { $0.trimmingTrailingSpaces }.joined(separator: "\n")
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
