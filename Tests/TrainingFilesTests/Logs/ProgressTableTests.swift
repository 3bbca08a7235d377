import Files
import Foundation
import TestSupport
import Testing

@testable import TrainingFiles

struct ProgressTableTests {
  private let rows = (1...3).map { "\($0),10,\(100 * $0)" + String(repeating: ",7", count: 21) }

  private func read(_ text: String) throws -> [ProgressRow]? {
    try withFile(Array(text.utf8), named: "progress.csv") {
      try ProgressTable(contentsOf: $0)?.rows
    }
  }

  private func fault(_ text: String) throws -> String? {
    do {
      _ = try read(text)
      return nil
    } catch let error as FileError {
      #expect(error.action == "read" && error.path.hasSuffix("/progress.csv"))
      #expect(!error.description.contains("\n"))
      return error.reason
    }
  }

  private func document(_ rows: [String]) -> String {
    ProgressRow.header + rows.map { $0 + "\n" }.joined()
  }

  @Test("a log that is cut off anywhere is read up to its last whole line")
  func torn() throws {
    let whole = document(rows)
    for length in stride(from: 0, through: whole.utf8.count, by: 3) {
      let part = String(whole.prefix(length))
      let lines = part.count { $0 == "\n" }
      #expect(try read(part)?.count == (lines == 0 ? nil : lines - 1), "\(length) bytes")
    }
  }

  @Test("columns may come in another order, with others between them, and lines end in CR LF")
  func foreignColumns() throws {
    let names = ["note"] + Metric.allCases.map(\.rawValue).reversed()
    let cells = ["some words"] + (0..<24).map { "\($0)" }.reversed()
    let text = names.joined(separator: ",") + "\r\n" + cells.joined(separator: ",") + "\r\n"
    let row = try #require(try read(text)?.first)
    for (index, column) in Metric.allCases.enumerated() {
      #expect(row[column] == Double(index))
    }
  }

  @Test("a log without some of the columns is read, one that does not count is not")
  func missingColumns() throws {
    // As an earlier version wrote it, with the settings among the numbers.
    let text = "iteration,steps,clip_range,entropy\n1,10,0.2,0.6\n2,20,0.2,0.5\n"
    #expect(
      try read(text) == [
        [.iteration: 1, .steps: 10, .entropy: 0.6], [.iteration: 2, .steps: 20, .entropy: 0.5],
      ])
    for column in ProgressTable.required {
      let name = column.rawValue
      let torn = ProgressRow.header.replacing("\(name),", with: "x,", maxReplacements: 1)
      #expect(
        try fault(torn + rows[0] + "\n")
          == "line 1: not a log of proximal train: the column \(name) is missing")
    }
  }

  @Test("empty cells, NaN and infinities are read")
  func cells() throws {
    let row = try #require(
      try read(document(["1,,100" + String(repeating: ",", count: 20) + "nan,-inf"]))?.first)
    #expect(row.count == 4)
    #expect(row[.explainedVariance]?.isNaN == true)
    #expect(row[.standardDeviation] == -.infinity)
  }

  @Test("what is no such log is named with its line")
  func foreign() throws {
    let noLog = "line 1: not a log of proximal train: the column iteration is missing"
    #expect(try fault("r,l,t\n1,2,3\n") == noLog)
    #expect(try fault("\n") == noLog)
    #expect(
      try fault(ProgressRow.header.replacing("\n", with: ",steps\n"))
        == "line 1: not a log of proximal train: the column steps occurs 2 times")
    #expect(
      try fault(document([rows[0], "2,10,200", rows[2]]))
        == "line 3: 3 cells, where the first line has 24")
    #expect(
      try fault(document([rows[0], rows[1].replacing("200", with: "2OO")]))
        == "line 3: steps is \"2OO\", not a number")
    #expect(
      try fault(document([rows[0], rows[1].replacing("200", with: "nan")]))
        == "line 3: steps is not a count")
    #expect(
      try fault(document([rows[1], rows[0]]))
        == "line 3: iteration 1.0 after 2.0: is this the log of two runs?")
    #expect(
      try fault(document([rows[1], rows[2].replacing("300", with: "150")]))
        == "line 3: steps 150.0 after 200.0: is this the log of two runs?")
  }

  @Test("bytes that are no text, and things that are no files")
  func notText() throws {
    let bytes = Array(document(rows).utf8) + [0xff, 0x0a]
    try withFile(bytes, named: "progress.csv") { path -> Void in
      #expect(throws: FileError(path: path, action: "read", reason: "line 5: not UTF-8")) {
        try ProgressTable(contentsOf: path)
      }
    }
    try withFolder { folder in
      #expect(throws: FileError(path: folder, action: "read", reason: "a folder, not a file")) {
        try ProgressTable(contentsOf: folder)
      }
      let missing = try ProgressTable(contentsOf: "\(folder)/progress.csv")
      #expect(missing == nil)
    }
  }
}
