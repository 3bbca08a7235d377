import Files
import Foundation
import TestSupport
import Testing

@testable import GoldenComparison

private func lines(_ paths: String...) -> [String] {
  GoldenReport.reports(on: paths).flatMap(\.lines)
}

struct GoldenReportTests {
  @Test("a folder is gone through by name, one line a file")
  func folder() throws {
    let reports = GoldenReport.reports(on: [Golden.folder.path])
    #expect(reports.map(\.name) == Golden.names.map { "\($0).json" })
    #expect(reports.map(\.schema) == Golden.names.map(Golden.schema))
    #expect(reports.allSatisfy { $0.lines.count == 1 })
    #expect(GoldenReport.verdict(on: reports) == "\(Golden.names.count) passed, 0 failed")
  }

  @Test("the line of a file that passed says what was compared, how well, and under what")
  func passed() {
    #expect(
      lines(Golden.path("rng_ziggurat_tables")) == [
        "ok  rng_ziggurat_tables.json  (rng_ziggurat_tables): "
          + "770 values compared, largest error 0, tolerance exact"
      ])
    let line = lines(Golden.path("categorical"))[0]
    #expect(line.hasPrefix("ok  categorical.json  (categorical): 1445 values compared, "))
    #expect(line.contains(/, largest error \d\.\d+e-1\d, tolerance 1e-12 relative to max/))
    #expect(line.hasSuffix(", 36 skipped (NaN in the reference)"))
  }

  @Test("a file that failed tells its first problems and how many more there are")
  func failed() throws {
    let document = try Golden.document("rng_ziggurat_tables")
    let places = document.places { $0.path.hasPrefix("cases[1].values[") }
    func report(doctoring count: Int) -> [String] {
      let doctored = places.prefix(count).reduce(document) {
        $0.replacing($1, with: .real(0.5))
      }
      return GoldenReport(document: doctored, name: "tables.json").lines
    }
    let one = report(doctoring: 1)
    #expect(one.count == 2)
    #expect(
      one[0] == "FAILED  tables.json  (rng_ziggurat_tables): "
        + "770 values compared, largest error 0.5, tolerance exact")
    #expect(one[1] == "    cases[1].values[0]: expected 0.5, got 8.683627060801306e-16")
    #expect(report(doctoring: 5).count == 6)
    #expect(report(doctoring: 12).last == "    and 7 more")
    #expect(report(doctoring: 12).count == 7)
  }

  @Test("what cannot be read fails with its path and the reason")
  func unreadable() throws {
    #expect(lines("/nowhere/rng.json") == ["FAILED  /nowhere/rng.json: no such file"])
    #expect(lines("/dev/zero") == ["FAILED  /dev/zero: not a regular file"])
    try withFile([]) { path in
      #expect(lines(path) == ["FAILED  \(path): not JSON: line 1, column 1: the file is empty"])
    }
    try withFile([0xff, 0xfe]) { path in
      #expect(
        lines(path) == ["FAILED  \(path): not JSON: line 1, column 1: the file is not UTF-8 text"])
    }
    try withFile(#"{"header": {"schema": "rng"}, "#.utf8) { path in
      #expect(
        lines(path) == [
          "FAILED  \(path): not JSON: line 1, column 31: a name in quotes is expected"
        ])
    }
    try withFile(#"{"name": "someone else's"}"#.utf8) { path in
      #expect(
        lines(path) == ["FAILED  golden.json: not a golden file: header: the field is missing"])
    }
    try withFile(String(repeating: "[", count: 100_000).utf8) { path in
      #expect(
        lines(path) == ["FAILED  \(path): not JSON: line 1, column 65: nested more than 64 deep"])
    }
  }

  @Test("a file beyond the limit is not read")
  func enormous() throws {
    try withFile([]) { path in
      let file = try #require(FileHandle(forWritingAtPath: path))
      try file.truncate(atOffset: UInt64(GoldenFile.largestSize) + 1)
      try file.close()
      #expect(lines(path) == ["FAILED  \(path): larger than 8 MB"])
    }
  }

  @Test("a folder without golden files fails")
  func emptyFolder() throws {
    try withFile([], named: "notes.txt") { path in
      let folder = String(path.dropLast("/notes.txt".count))
      #expect(lines(folder) == ["FAILED  \(folder): there is no readable .json file in the folder"])
    }
  }

  @Test("a name in a file cannot add lines to the message about it")
  func oneLine() throws {
    try withFile(#"{"header":{"schema":"a\nb"},"cases":[1]}"#.utf8) { path in
      #expect(
        lines(path) == [
          #"FAILED  golden.json  (a\u{a}b): no such schema is built, so that nothing in the file is "#
            + "checked"
        ])
    }
    try withFile(#"{"a\nb":1,"a\nb":2}"#.utf8) { path in
      #expect(
        lines(path) == [
          #"FAILED  \#(path): not JSON: line 1, column 17: the name "a\u{a}b" occurs twice"#
        ])
    }
  }

  @Test("a golden file cut off anywhere is refused")
  func truncated() throws {
    let file = URL(fileURLWithPath: Golden.path("categorical"))
    let bytes = [UInt8](try Data(contentsOf: file))
    for end in stride(from: 0, to: bytes.count - 3, by: 487) {
      #expect(throws: JSONError.self) { try JSONValue(parsing: Array(bytes[..<end])) }
    }
  }

  @Test("files that are called the same are told apart by their paths")
  func names() {
    #expect(
      GoldenReport.shortNames(of: ["a/rng.json", "b/rng.json", "b/adam.json"])
        == ["a/rng.json", "b/rng.json", "adam.json"])
  }
}
