import Notebook

/// The prose of a chapter, block by block.
enum ProseBlock {
  /// Paragraphs, lists, tables: Markdown lines that are woven as they stand.
  case markdown([NumberedLine])
  /// `# 1 · REINFORCE with a baseline`
  case heading(NumberedLine, level: Int, title: String)
  /// A fenced block of code, with its fences.
  case fence([NumberedLine])
  case display(Display)
  /// `{{ listing: adam-step }}`
  case directive(name: String, argument: String, line: Int)
}

/// A displayed formula: `$$ … $$ (1.3) {S2-E5 S0-E1}`.
struct Display {
  /// The line of its opening dollars.
  let line: Int
  let formula: String
  /// Claims carry one.
  let label: Label?
  /// The ids of the equations in the sources that it stands for.
  let sources: [String]
}

/// Reads Markdown into blocks, noting what is wrong on the way.
struct ProseParser {
  private(set) var blocks: [ProseBlock] = []
  private(set) var problems: [Problem] = []

  private let file: String
  private var lines: ArraySlice<NumberedLine>
  private var paragraph: [NumberedLine] = []

  init(_ lines: [NumberedLine], file: String) {
    self.file = file
    self.lines = Self.dedented(lines)[...]
    while let line = self.lines.popFirst() { read(line) }
    flush()
  }

  private static func dedented(_ lines: [NumberedLine]) -> [NumberedLine] {
    zip(lines, lines.map(\.text).dedentedLines).map { NumberedLine(number: $0.number, text: $1) }
  }

  private mutating func read(_ line: NumberedLine) {
    let text = line.text.trimmed
    if text.hasPrefix("```") || text.hasPrefix("~~~") {
      readFence(from: line)
    } else if text.hasPrefix("$$") {
      readDisplay(from: line)
    } else if text.hasPrefix("{{"), text.hasSuffix("}}") {
      readDirective(line)
    } else if let (level, title) = Self.heading(line.text) {
      flush()
      blocks.append(.heading(line, level: level, title: title))
    } else {
      paragraph.append(line)
    }
  }

  private mutating func flush() {
    if paragraph.contains(where: { !$0.text.trimmed.isEmpty }) {
      blocks.append(.markdown(paragraph))
    }
    paragraph = []
  }

  static func heading(_ text: String) -> (level: Int, title: String)? {
    let level = text.prefix { $0 == "#" }.count
    let title = text.dropFirst(level)
    guard 1...6 ~= level, title.first == " " else { return nil }
    return (level, title.trimmed)
  }

  private mutating func readFence(from line: NumberedLine) {
    flush()
    var fences = FenceTracker()
    _ = fences.contains(line.text)
    var block = [line]
    while fences.open != nil, let next = lines.popFirst() {
      _ = fences.contains(next.text)
      block.append(next)
    }
    if let mark = fences.open {
      note(line, "a \(mark) block is not closed", do: "close it")
      block.append(NumberedLine(number: line.number, text: mark))
    }
    blocks.append(.fence(block))
  }

  private mutating func readDirective(_ line: NumberedLine) {
    flush()
    let inside = line.text.trimmed.dropFirst(2).dropLast(2)
    let parts = inside.split(separator: ":", maxSplits: 1).map(\.trimmed)
    blocks.append(
      .directive(
        name: parts.first ?? "", argument: parts.count > 1 ? parts[1] : "", line: line.number))
  }
}

// MARK: - Displays

extension ProseParser {
  private mutating func readDisplay(from opening: NumberedLine) {
    flush()
    if opening.text.first != "$" {
      note(opening, "a displayed formula is indented", do: "start it at the left margin")
    }
    var formula: [String] = []
    var line = NumberedLine(
      number: opening.number, text: String(opening.text.trimmed.dropFirst(2)))
    while true {
      if let close = line.text.firstRange(of: "$$") {
        formula.append(String(line.text[..<close.lowerBound]))
        return finish(formula, from: opening, rest: line.text[close.upperBound...].trimmed)
      }
      formula.append(line.text)
      guard let next = lines.first, !next.text.trimmed.isEmpty else {
        return note(
          opening, "a displayed formula is not closed",
          do: "end it with $$, and leave no blank line in it")
      }
      lines.removeFirst()
      line = next
    }
  }

  private mutating func finish(_ formula: [String], from opening: NumberedLine, rest: String) {
    var (labels, sources) = Label.leading(in: rest)
    var ids: [String] = []
    if sources.hasPrefix("{"), let close = sources.firstIndex(of: "}") {
      ids = sources[..<close].dropFirst().split(separator: " ").map(String.init)
      sources = sources[sources.index(after: close)...].trimmed
    }
    if labels.count > 1 || !sources.isEmpty {
      note(
        opening, "'\(rest)' follows the closing $$",
        do: "write one label and the ids of the sources, as in $$ (1.3) {S2-E5 S0-E1}")
    }
    let text = formula.filter { !$0.trimmed.isEmpty }.joined(separator: "\n")
    blocks.append(
      .display(Display(line: opening.number, formula: text, label: labels.first, sources: ids)))
  }

  private mutating func note(_ line: NumberedLine, _ what: String, do remedy: String) {
    problems.append(Problem(file, line.number, what, do: remedy))
  }
}
