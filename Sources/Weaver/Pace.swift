import Foundation
import Notebook

/// What a stretch of the book asks of its reader.
struct Pace: Equatable {
  /// Words of prose, as ``words(in:)`` counts them.
  var words = 0
  /// Numbered equations.
  var equations = 0
  /// Lines of code that the book shows, blank ones apart.
  var lines = 0

  static let wordsPerMinute = 120.0
  static let minutesPerEquation = 1.5
  static let linesPerMinute = 20.0

  var minutes: Double {
    Double(words) / Self.wordsPerMinute + Double(equations) * Self.minutesPerEquation
      + Double(lines) / Self.linesPerMinute
  }

  /// `7 minutes`; what takes less than one takes one.
  var time: String {
    let minutes = max(1, Int(self.minutes.rounded()))
    return "\(minutes) minute\(minutes == 1 ? "" : "s")"
  }

  static func + (a: Pace, b: Pace) -> Pace {
    Pace(
      words: a.words + b.words, equations: a.equations + b.equations, lines: a.lines + b.lines)
  }

  static func += (a: inout Pace, b: Pace) { a = a + b }
}

extension Pace {
  /// The words in a line of Markdown: its runs of characters that are not white space and of which one at
  /// least is a letter or a digit, when code, mathematics, the targets of links, references and tags have
  /// been taken out.
  static func words(in line: String) -> Int {
    let text = InlineMarkdown(line).spans.map { span in
      if case .text(let text) = span { text } else { " " }
    }.joined()
    return Self.withoutTargets(text).split(whereSeparator: \.isWhitespace)
      .count { $0.contains { $0.isLetter || $0.isNumber } }
  }

  /// The text without `](target)`, `[@reference]` and `<tag>`.
  private static func withoutTargets(_ text: String) -> String {
    var bare = ""
    var rest = text[...]
    while let character = rest.first {
      if let end = endOfTarget(in: rest) {
        rest = rest[end...]
      } else {
        bare.append(character)
        rest = rest.dropFirst()
      }
    }
    return bare
  }

  /// Where the target ends with which a text begins; nothing when it begins with none.
  private static func endOfTarget(in text: Substring) -> String.Index? {
    let closing: Character
    if text.hasPrefix("](") {
      closing = ")"
    } else if text.hasPrefix("[@") {
      closing = "]"
    } else if text.first == "<", text.dropFirst().first.map({ $0.isLetter || $0 == "/" }) ?? false {
      closing = ">"
    } else {
      return nil
    }
    return text.firstIndex(of: closing).map(text.index(after:))
  }
}
