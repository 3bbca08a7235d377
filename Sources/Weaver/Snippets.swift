import Notebook

/// A named piece of the core that the book shows: the lines between `// snippet.name` and
/// `// snippet.end`.
struct Snippet: Equatable, Sendable {
  let name: String
  let file: String
  /// Where the piece begins.
  let line: Int
  /// The lines without markers, hidden lines and common indentation.
  let lines: [String]

  /// The language by which Markdown highlights it.
  var language: String {
    switch file.split(separator: ".").last {
    case "c", "h": "c"
    case "cpp", "hpp": "cpp"
    default: "swift"
    }
  }
}

/// A slice marker: `// snippet.hide`, `// snippet.show`, `// snippet.end` or `// snippet.NAME`.
enum SliceMarker: Equatable {
  case hide, show, end
  case begin(String)

  init?(_ line: String) {
    guard let comment = line.trimmed.dropping(prefix: "//"),
      let name = comment.trimmed.dropping(prefix: "snippet.")
    else { return nil }
    switch name {
    case "hide": self = .hide
    case "show": self = .show
    case "end": self = .end
    default: self = .begin(String(name))
    }
  }

  /// The lines that a reader is to see: neither markers nor what is between hide and show.
  static func visible(_ lines: [String], hidden: inout Bool) -> [String] {
    lines.filter { line in
      switch SliceMarker(line) {
      case .hide?: hidden = true
      case .show?: hidden = false
      case .begin?, .end?: break
      case nil: return !hidden
      }
      return false
    }
  }
}

/// Finds the named pieces in one file.
struct SnippetScanner {
  private(set) var snippets: [Snippet] = []
  private(set) var problems: [Problem] = []

  init(_ lines: [NumberedLine], file: String) {
    var open: [(name: String, start: Int)] = []
    for (index, line) in lines.enumerated() {
      switch SliceMarker(line.text) {
      case .begin(let name)?:
        open.append((name, index))
      case .end?:
        guard let (name, start) = open.popLast() else {
          problems.append(
            Problem(file, line.number, "snippet.end ends nothing", do: "take it out"))
          continue
        }
        var hidden = false
        let shown = SliceMarker.visible(
          lines[(start + 1)..<index].map(\.text), hidden: &hidden)
        snippets.append(
          Snippet(
            name: name, file: file, line: lines[start].number,
            lines: shown.trimmedLines.dedentedLines))
      default: continue
      }
    }
    problems += open.map {
      Problem(
        file, lines[$0.start].number, "the piece '\($0.name)' does not end",
        do: "add // snippet.end", preventsWeaving: true)
    }
  }
}
