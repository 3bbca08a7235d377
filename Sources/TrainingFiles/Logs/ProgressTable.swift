import Files

/// `progress.csv` as it is read.
public struct ProgressTable: Equatable, Sendable {
  /// One a line, in the order of the iterations.
  public private(set) var rows: [ProgressRow] = []

  /// A table of these rows.
  public init(rows: [ProgressRow] = []) { self.rows = rows }

  /// Reads the file at `path`; nil where there is none, or nothing but a torn first line.
  ///
  /// Columns may come in any order, others may stand between them, and all but those of the iteration
  /// and of the steps so far may be missing, as in the log of an earlier version; the last line may be
  /// torn. What is no such log gives an error that names the line.
  public init?(contentsOf path: String) throws(FileError) {
    guard let lines = try LogText.lines(ofFileAt: path) else { return nil }
    try self.init(lines: lines, path: path)
  }

  /// Reads the lines of the file at `path`; nil where there are none.
  init?(lines: [String], path: String) throws(FileError) {
    guard let first = lines.first else { return nil }
    do throws(LineFault) {
      let places = try Self.places(in: first)
      for (index, line) in lines.enumerated().dropFirst() {
        rows.append(try Self.row(line, places: places, number: index + 1))
        try checkOrder(number: index + 1)
      }
    } catch {
      throw FileError(path: path, action: "read", reason: "line \(error.line): \(error.reason)")
    }
  }

  /// Columns without which nothing can be said of a run. They count, and they rise.
  static let required: [Metric] = [.iteration, .steps]

  /// What is wrong in which line, from 1.
  private struct LineFault: Error {
    let line: Int
    let reason: String
  }

  /// (A carriage return and a line feed are one Character.)
  private static func cells(_ line: String) -> [Substring] {
    line.dropLast().split(separator: ",", omittingEmptySubsequences: false)
  }

  /// For each cell of a line, what it means.
  private static func places(in header: String) throws(LineFault) -> [Metric?] {
    let places = cells(header).map { Metric(rawValue: String($0)) }
    for column in Metric.allCases {
      let count = places.count { $0 == column }
      guard count == 1 || (count == 0 && !required.contains(column)) else {
        let fault = count == 0 ? "is missing" : "occurs \(count) times"
        throw LineFault(
          line: 1, reason: "not a log of proximal train: the column \(column.rawValue) \(fault)")
      }
    }
    return places
  }

  private static func row(
    _ line: String, places: [Metric?], number: Int
  ) throws(LineFault) -> ProgressRow {
    let cells = cells(line)
    guard cells.count == places.count else {
      throw LineFault(
        line: number, reason: "\(cells.count) cells, where the first line has \(places.count)")
    }
    var row: ProgressRow = [:]
    for (cell, place) in zip(cells, places) {
      guard let column = place, !cell.isEmpty else { continue }
      guard let value = Double(cell) else {
        throw LineFault(
          line: number,
          reason: "\(column.rawValue) is \"\(String(cell.prefix(40)).oneLine)\", not a number")
      }
      row[column] = value
    }
    return row
  }

  /// Two programs that write into one folder mix their lines; no conclusion could be trusted.
  private func checkOrder(number: Int) throws(LineFault) {
    for column in Self.required {
      guard let value = rows[rows.count - 1][column], value >= 0, value <= 0x1p53 else {
        throw LineFault(line: number, reason: "\(column.rawValue) is not a count")
      }
      guard rows.count > 1, let before = rows[rows.count - 2][column] else { continue }
      guard value > before else {
        let name = column.rawValue
        throw LineFault(
          line: number, reason: "\(name) \(value) after \(before): is this the log of two runs?")
      }
    }
  }
}
