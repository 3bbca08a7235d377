import Files
import Foundation

/// What came of holding the core against one file.
package struct GoldenReport {
  /// How the file is called in the report.
  let name: String
  /// The schema its header names, where it could be read.
  let schema: String?
  let tally: GoldenTally

  /// Whether every field is an input or as the core computes it.
  package var passed: Bool { tally.problemCount == 0 }

  /// Checks the file at `path`. Whatever is wrong with it is in the report.
  init(path: String, name: String) {
    do {
      self.init(document: try GoldenFile.read(path), name: name)
    } catch {
      // Whoever has to look for the file needs the whole path.
      let tally = GoldenTally()
      tally.report(error.message)
      self.init(name: path, schema: nil, tally: tally)
    }
  }

  init(document: JSONValue, name: String) {
    let tally = GoldenTally()
    let schema = GoldenSchema.check(document, into: tally)
    self.init(name: name, schema: schema, tally: tally)
  }

  private init(name: String, schema: String?, tally: GoldenTally) {
    (self.name, self.schema, self.tally) = (name, schema, tally)
  }
}

extension GoldenReport {
  /// The line of the file and, where it failed, the first problems below it.
  package var lines: [String] {
    let title = "\(passed ? "ok" : "FAILED")  \(name)" + (schema.map { "  (\($0.oneLine))" } ?? "")
    // A file that could not be gone through has one reason and nothing to count.
    if tally.compared == 0, tally.problemCount == 1 {
      return ["\(title): \(tally.firstProblems[0])"]
    }
    return ["\(title): \(summary)"] + problemLines
  }

  private var summary: String {
    var parts = ["\(tally.compared) values compared"]
    parts += tally.largestErrors.map { tolerance, error in
      "largest error \(String(format: "%.3g", error)), tolerance \(tolerance)"
    }
    if tally.skipped > 0 { parts.append("\(tally.skipped) skipped (NaN in the reference)") }
    return parts.joined(separator: ", ")
  }

  private var problemLines: [String] {
    let untold = tally.problemCount - tally.firstProblems.count
    let rest = untold > 0 ? ["and \(untold) more"] : []
    return (tally.firstProblems + rest).map { "    \($0)" }
  }
}

// MARK: - Several files

extension GoldenReport {
  /// Checks every file that the paths stand for, and hands each report over when it is there.
  package static func reports(
    on paths: [String], each: (GoldenReport) -> Void = { _ in }
  ) -> [GoldenReport] {
    let files = paths.flatMap { GoldenFile.paths(at: $0) }
    let names = shortNames(of: files)
    return zip(files, names).map { file, name in
      let report = GoldenReport(path: file, name: name)
      each(report)
      return report
    }
  }

  /// The names without their folders; whole paths where two would read the same.
  static func shortNames(of paths: [String]) -> [String] {
    let names = paths.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    let occurrences = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    return zip(paths, names).map { path, name in occurrences[name] == 1 ? name : path }
  }

  /// How many files passed and how many failed.
  package static func verdict(on reports: [GoldenReport]) -> String {
    let failed = reports.count { !$0.passed }
    return "\(reports.count - failed) passed, \(failed) failed"
  }
}
