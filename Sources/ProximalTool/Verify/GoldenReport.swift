import Files
import Foundation

/// What `proximal verify` says about one file.
struct GoldenReport {
  /// How the file is called in the report.
  let name: String
  /// The schema its header names, where it could be read.
  let schema: String?
  let tally: GoldenTally

  var passed: Bool { tally.problemCount == 0 }

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
  var lines: [String] {
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
