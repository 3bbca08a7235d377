/// One line of a file, with the number by which an editor finds it (from 1).
struct NumberedLine: Equatable, Sendable {
  let number: Int
  let text: String
}

extension String {
  /// The lines of a text file; a final newline does not start another line.
  var textLines: [String] {
    var lines = split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    if lines.last == "" { lines.removeLast() }
    return lines.map(String.init)
  }

  var numberedLines: [NumberedLine] {
    textLines.enumerated().map { NumberedLine(number: $0 + 1, text: $1) }
  }
}

extension StringProtocol {
  /// The text without white space at either end.
  var trimmed: String {
    let start = drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }

  /// What follows `prefix`, or nothing when the text does not begin with it.
  func dropping(prefix: String) -> SubSequence? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}

extension [String] {
  /// The lines without blank ones at either end.
  var trimmedLines: [String] {
    guard let last = lastIndex(where: { !$0.trimmed.isEmpty }) else { return [] }
    return Array(self[...last].drop { $0.trimmed.isEmpty })
  }

  /// The same without the indentation common to all lines.
  var dedentedLines: [String] {
    let indents = compactMap { line in
      line.trimmed.isEmpty ? nil : line.prefix { $0 == " " }.count
    }
    let margin = indents.min() ?? 0
    return map { $0.trimmed.isEmpty ? "" : String($0.dropFirst(margin)) }
  }
}

/// Follows Markdown line by line and knows which lines belong to a fenced block of code.
struct FenceTracker {
  /// The fence that is open, which a longer run of the same mark also closes.
  private(set) var open: String?

  /// Whether the line is inside a fenced block or is one of its fences.
  mutating func contains(_ line: String) -> Bool {
    let text = line.trimmed
    if let fence = open {
      let closes = text.hasPrefix(fence) && text.allSatisfy { $0 == fence.first }
      if closes { open = nil }
      return true
    }
    guard let mark = text.first, mark == "`" || mark == "~" else { return false }
    let run = text.prefix { $0 == mark }
    if run.count >= 3 { open = String(run) }
    return open != nil
  }
}
