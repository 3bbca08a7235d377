import Notebook

/// The parts of one line of prose that the weaver treats differently.
enum InlineSpan: Equatable {
  case text(String)
  /// A code span with its backticks.
  case code(String)
  /// A formula without its dollars.
  case mathematics(String)
}

/// One line of prose told apart into text, code and mathematics.
struct InlineMarkdown {
  private(set) var spans: [InlineSpan] = []
  /// What is wrong with the line's mathematics.
  private(set) var faults: [(what: String, remedy: String)] = []

  private var text = ""
  private var rest: Substring
  private var previous: Character?

  init(_ line: String) {
    rest = line[...]
    while let character = rest.first {
      switch character {
      case "\\": take(2)
      case "`": readCode()
      case "$": readMathematics()
      default: take(1)
      }
    }
    flush()
  }

  private mutating func take(_ count: Int) {
    text += rest.prefix(count)
    previous = text.last
    rest = rest.dropFirst(count)
  }

  private mutating func flush() {
    if !text.isEmpty { spans.append(.text(text)) }
    text = ""
  }

  /// A code span ends at the next run of as many backticks.
  private mutating func readCode() {
    let fence = rest.prefix { $0 == "`" }
    var search = rest.dropFirst(fence.count)
    while let start = search.firstIndex(of: "`") {
      let run = search[start...].prefix { $0 == "`" }
      if run.count == fence.count {
        flush()
        spans.append(.code(String(rest[..<run.endIndex])))
        previous = "`"
        rest = rest[run.endIndex...]
        return
      }
      search = search[run.endIndex...]
    }
    take(fence.count)
  }

  private mutating func readMathematics() {
    let body = rest.dropFirst()
    if body.first == "$" {
      faults.append(("$$ stands inside a line", "put a displayed formula on lines of its own"))
      return take(2)
    }
    guard let end = body.firstIndex(of: "$") else {
      faults.append(("a $ is not closed on its line", "close it, or write \\$ for a dollar sign"))
      return take(1)
    }
    let formula = String(body[..<end])
    let following = body[end...].dropFirst().first
    faults += Self.edgeFaults(formula, after: previous, before: following)
    flush()
    spans.append(.mathematics(formula))
    previous = "$"
    rest = body[body.index(after: end)...]
  }

  /// GitHub and pandoc agree on what is a formula only where its dollars stand free.
  private static func edgeFaults(
    _ formula: String, after previous: Character?, before following: Character?
  ) -> [(what: String, remedy: String)] {
    var faults: [(what: String, remedy: String)] = []
    if formula.isEmpty || formula.first == " " || formula.last == " " {
      faults.append(("white space stands inside the dollars of $\(formula)$", "take it out"))
    }
    let openers: Set<Character> = ["(", "[", "\"", "“", "‘", "—", "–", "|"]
    if let previous, !previous.isWhitespace, !openers.contains(previous) {
      faults.append(("$\(formula)$ follows '\(previous)' directly", "put a space before it"))
    }
    if let following, following.isLetter || following.isNumber || "*_$".contains(following) {
      faults.append(("'\(following)' follows $\(formula)$ directly", "put a space after it"))
    }
    return faults
  }
}

// MARK: - Links

extension InlineMarkdown {
  /// The targets of the links and pictures in the line's text.
  var linkTargets: [String] {
    spans.flatMap { span -> [String] in
      guard case .text(let text) = span else { return [] }
      return Self.targets(in: text)
    }
  }

  private static func targets(in text: String) -> [String] {
    var targets: [String] = []
    var rest = text[...]
    while let open = rest.firstRange(of: "](") {
      rest = rest[open.upperBound...]
      guard let close = rest.firstIndex(of: ")") else { break }
      targets.append(String(rest[..<close].prefix { $0 != " " }))
    }
    if let definition = text.firstRange(of: "]: "), text.hasPrefix("[") {
      targets.append(text[definition.upperBound...].trimmed)
    }
    return targets
  }

  /// Text in which Markdown finds nothing to format, for a table's cell or a link's title.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if "\\`*_[]<>|$".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
    return escaped
  }
}
