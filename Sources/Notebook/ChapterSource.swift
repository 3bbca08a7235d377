/// A chapter's one source file, told apart into prose and code.
///
/// Prose is Swift Playground markup: `/*: … */` blocks and `//: ` lines. All else is code. A
/// *place* is the ordinal of a line of code among the lines of code, counting neither prose nor
/// blank lines nor comments: what a run recorded by place stays right when the prose is edited.
public struct ChapterSource: Sendable {
  package let lines: [Line]
  private let codeLines: [Int]

  package struct Line: Sendable {
    package let number: Int
    package let text: String
    package let kind: Kind
  }

  package enum Kind: Sendable {
    /// Code that the compiler reads.
    case code
    /// A line that begins inside a multi-line string: code too, whatever it looks like.
    case quoted
    /// A blank line, a comment or a slice marker.
    case remark
    /// Prose; the line's text is without the comment's delimiters.
    case prose
  }

  /// Reads the text of a chapter's `main.swift`, or of a library's file.
  ///
  /// - Parameter commentsNest: whether a comment may hold another, as in Swift and not in C.
  public init(_ text: String, commentsNest: Bool = true) {
    var scanner = LineScanner(commentsNest: commentsNest)
    lines = text.numberedLines.map { scanner.scan($0) }
    codeLines = lines.filter { $0.kind == .code || $0.kind == .quoted }.map(\.number)
  }

  /// The place of a line number as `#line` gives it, from 0; nothing when no code stands there.
  public func place(ofLine number: Int) -> Int? {
    codeLines.firstIndex(of: number)
  }

  /// The line number, from 1, of a place; nothing when there are fewer lines of code.
  public func line(atPlace place: Int) -> Int? {
    codeLines.indices.contains(place) ? codeLines[place] : nil
  }

  /// Changes with the code and with nothing else: the ``CodeFingerprint`` of its lines.
  public var fingerprint: String {
    var fingerprint = CodeFingerprint()
    for number in codeLines {
      let line = lines[number - 1]
      fingerprint.add(line.text, isQuoted: line.kind == .quoted)
    }
    return fingerprint.digits
  }
}

extension ChapterSource {
  /// A run of prose, or of code, between two of the other.
  package enum Part {
    case prose([NumberedLine])
    case cell([NumberedLine])
  }

  /// The file from top to bottom, prose and code in turn.
  package var parts: [Part] {
    var parts: [Part] = []
    var current: [NumberedLine] = []
    var isProse = false
    func part() -> Part { isProse ? .prose(current) : .cell(current) }
    for line in lines {
      if (line.kind == .prose) != isProse {
        if !current.isEmpty { parts.append(part()) }
        current = []
        isProse.toggle()
      }
      current.append(NumberedLine(number: line.number, text: line.text))
    }
    return current.isEmpty ? parts : parts + [part()]
  }
}

/// Follows a Swift file line by line, as far as telling prose from code needs.
private struct LineScanner {
  private enum State: Equatable {
    case code
    /// In a multi-line string; its quotes are followed by so many number signs.
    case string(hashes: Int)
    case comment(depth: Int, isProse: Bool)
  }

  private let commentsNest: Bool
  private var state = State.code

  init(commentsNest: Bool) {
    self.commentsNest = commentsNest
  }

  mutating func scan(_ line: NumberedLine) -> ChapterSource.Line {
    let (kind, text) = read(line.text)
    return ChapterSource.Line(number: line.number, text: text, kind: kind)
  }

  private mutating func read(_ text: String) -> (ChapterSource.Kind, String) {
    switch state {
    case .string:
      followStrings(text)
      return (.quoted, text)
    case .comment(let depth, let isProse):
      return continueComment(text[...], of: text, depth: depth, isProse: isProse)
    case .code:
      return readCode(text)
    }
  }

  private mutating func readCode(_ text: String) -> (ChapterSource.Kind, String) {
    let inked = text.drop { $0.isWhitespace }
    if let prose = inked.dropping(prefix: "//:") {
      return (.prose, String(prose.dropping(prefix: " ") ?? prose))
    }
    if let prose = inked.dropping(prefix: "/*:") {
      let line = prose.dropping(prefix: " ") ?? prose
      return continueComment(line, of: text, depth: 1, isProse: true)
    }
    if let comment = inked.dropping(prefix: "/*") {
      return continueComment(comment, of: text, depth: 1, isProse: false)
    }
    if inked.isEmpty || inked.hasPrefix("//") { return (.remark, text) }
    followStrings(text)
    return (.code, text)
  }

  /// Reads on in a comment, from the part of the line `whole` that is inside.
  ///
  /// Swift's comments nest, so that the depth has to be counted; C's do not. Should code follow the comment on
  /// its last line, then the line is code.
  private mutating func continueComment(
    _ text: Substring, of whole: String, depth: Int, isProse: Bool
  ) -> (ChapterSource.Kind, String) {
    var depth = depth
    var index = text.startIndex
    while index < text.endIndex, depth > 0 {
      let rest = text[index...]
      if rest.hasPrefix("*/") || rest.hasPrefix("/*") && commentsNest {
        depth += rest.hasPrefix("/*") ? 1 : -1
        index = text.index(index, offsetBy: 2)
      } else {
        index = text.index(after: index)
      }
    }
    state = depth > 0 ? .comment(depth: depth, isProse: isProse) : .code
    if !text[index...].trimmed.isEmpty { return (.code, whole) }
    guard isProse else { return (.remark, whole) }
    return (.prose, String(depth > 0 ? text : text[..<text.index(index, offsetBy: -2)]))
  }

  /// Follows the multi-line strings that open and close on a line of code.
  private mutating func followStrings(_ text: String) {
    var rest = text[...]
    while let quotes = rest.firstRange(of: "\"\"\"") {
      let before = rest[..<quotes.lowerBound].reversed().prefix { $0 == "#" }.count
      let after = rest[quotes.upperBound...].prefix { $0 == "#" }.count
      if case .string(let hashes) = state {
        if after >= hashes { state = .code }
      } else {
        state = .string(hashes: before)
      }
      rest = rest[quotes.upperBound...]
    }
  }
}
