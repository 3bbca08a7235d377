import Proximal

/// Sixteen hexadecimal digits that change with code, and with neither comments nor blank lines nor
/// indentation.
///
/// It is the ``FNV1a`` hash of the lines of code, each ended by a newline. A line without quotes is
/// taken with one space for each run of white space, and without a comment at its end. A line that
/// has quotes, or that a string of several lines holds, is taken as it is but for white space at its
/// end: what looks like a comment there may be text. So a fingerprint may change without need, where
/// such a line's comment does; a change of code always changes it.
struct CodeFingerprint {
  private var hash = FNV1a()

  var digits: String { hash.digits }

  /// Adds a line of code.
  ///
  /// - Parameter isQuoted: whether the line begins inside a string of several lines.
  mutating func add(_ line: String, isQuoted: Bool) {
    let holdsText = isQuoted || line.utf8.contains(UInt8(ascii: "\"")) || line.contains("#/")
    if holdsText {
      add(line[..<(line.lastIndex { !$0.isWhitespace }.map(line.index(after:)) ?? line.startIndex)])
    } else {
      let code = line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line[...]
      add(code.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }
  }

  private mutating func add(_ code: some StringProtocol) {
    for byte in code.utf8 { hash.add(byte) }
    hash.add(0x0a)
  }
}
