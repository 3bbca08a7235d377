import Files
import Foundation
import Notebook

/// Benchmark results in files of the repository: text between two marks, which nobody else writes.
///
///     <!-- bench: training -->
///     …
///     <!-- end of bench: training -->
enum CommittedResults {
  static let file = "Benchmarks/results.md"
  static let readme = "README.md"

  /// `text` with other words between the marks of a section; nil where it has no such marks.
  static func replacing(_ section: String, with body: String, in text: String) -> String? {
    let (opening, closing) = marks(of: section)
    guard let start = text.firstRange(of: opening)?.upperBound,
      let end = text[start...].firstRange(of: closing)?.lowerBound
    else { return nil }
    return "\(text[..<start])\n\n\(body)\n\n\(text[end...])"
  }

  /// Writes a section's words between its marks in a file, or ends the run with a word on why not.
  static func write(_ body: String, as section: String, in file: String) {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
      Console.fail("\(file) could not be read: run this from the root of the repository")
    }
    guard let updated = replacing(section, with: body, in: text) else {
      let (opening, closing) = marks(of: section)
      Console.fail("\(file) lacks the lines '\(opening)' and '\(closing)'")
    }
    do {
      try AtomicFile.write(updated, to: file)
    } catch {
      Console.fail("\(error)")
    }
  }

  private static func marks(of section: String) -> (String, String) {
    ("<!-- bench: \(section) -->", "<!-- end of bench: \(section) -->")
  }
}
