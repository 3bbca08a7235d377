/// A figure as gnuplot gets it: commands, and blocks of numbers with names.
struct Script: Equatable {
  enum Statement: Equatable {
    case command(String)
    case data(DataBlock)
  }
  var statements: [Statement] = []

  mutating func add(_ command: String) { statements.append(.command(command)) }

  /// The whole as text. It can be given to gnuplot itself, which then draws the same picture.
  var text: String {
    statements.map { statement in
      switch statement {
      case .command(let command): command + "\n"
      case .data(let block): block.text
      }
    }.joined()
  }
}

/// Numbers in rows, under a name that plot commands use.
struct DataBlock: Equatable {
  /// With the dollar sign: `$line1`.
  var name: String
  /// What the numbers belong to, for people.
  var title: String
  var columns: [String]
  /// Rounded to six digits, so that the picture shows what the text says and nothing else.
  var rows: [[Double]]

  init(name: String, title: String, columns: [String], rows: [[Double]]) {
    (self.name, self.title, self.columns) = (name, title, columns)
    self.rows = rows.map { $0.map(roundedToSixDigits) }
  }

  /// The command that opens the block; a line with `e` closes it, as gnuplot-iostream sends it.
  var opening: String { "\(name) << e" }

  var text: String {
    let cells = rows.map { $0.map(sixDigits) }
    let widths = columns.indices.map { column in
      max(columns[column].count, cells.map { $0[column].count }.max() ?? 0)
    }
    let heading = "#" + line(columns, widths)
    let lines = cells.map { " " + line($0, widths) }
    let comment = title.isEmpty ? [] : ["# " + title]
    return ([opening] + comment + [heading] + lines + ["e"]).joined(separator: "\n") + "\n"
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    zip(cells, widths).map { cell, width in
      String(repeating: " ", count: width - cell.count + 1) + cell
    }.joined()
  }
}
