/// One line of a file, with the number by which an editor finds it (from 1).
package struct NumberedLine: Equatable, Sendable {
  package let number: Int
  package let text: String

  package init(number: Int, text: String) {
    (self.number, self.text) = (number, text)
  }
}

extension String {
  /// The lines of a text file; a final newline does not start another line.
  package var textLines: [String] {
    var lines = split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    if lines.last == "" { lines.removeLast() }
    return lines.map(String.init)
  }

  package var numberedLines: [NumberedLine] {
    textLines.enumerated().map { NumberedLine(number: $0 + 1, text: $1) }
  }
}

extension StringProtocol {
  /// The text without white space at either end.
  package var trimmed: String {
    let start = drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }

  /// What follows `prefix`, or nothing when the text does not begin with it.
  package func dropping(prefix: String) -> SubSequence? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
