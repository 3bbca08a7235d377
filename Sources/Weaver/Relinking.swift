import Notebook

/// Rewrites the targets of links in woven Markdown, and leaves code and mathematics alone.
struct Relinking {
  private enum Place { case text, code(fence: Int), mathematics }

  /// The text with every link target `t` replaced by `target(t)`: in `[…](t)`, `![…](t)`, `href="t"` and
  /// `src="t"`.
  static func relinked(_ text: String, _ target: (String) -> String) -> String {
    var fences = FenceTracker()
    var inDisplay = false
    return text.textLines.map { line in
      if fences.contains(line) { return line }
      let dollars = line.trimmed.hasPrefix("$$")
      // A display may open and close on one line.
      let closes = line.split(separator: "$$", omittingEmptySubsequences: false).count > 2
      if dollars || inDisplay {
        if dollars != closes || (inDisplay && line.contains("$$")) { inDisplay.toggle() }
        return line
      }
      return relinked(line: line, target)
    }.joined(separator: "\n")
  }

  private static func relinked(line: String, _ target: (String) -> String) -> String {
    var woven = ""
    var rest = line[...]
    var place = Place.text
    while let character = rest.first {
      switch (place, character) {
      case (.text, "\\"), (.mathematics, "\\"):
        woven += rest.prefix(2)
        rest = rest.dropFirst(2)
        continue
      case (_, "`"):
        let run = rest.prefix { $0 == "`" }
        woven += run
        rest = rest.dropFirst(run.count)
        switch place {
        case .text: if rest.contains(run) { place = .code(fence: run.count) }
        case .code(let fence): if fence == run.count { place = .text }
        case .mathematics: break
        }
        continue
      case (.text, "$") where rest.dropFirst().contains("$"): place = .mathematics
      case (.mathematics, "$"): place = .text
      case (.text, _):
        if let (before, end) = Self.opening(of: rest),
          let close = rest.dropFirst(before.count).firstIndex(of: end)
        {
          let found = rest.dropFirst(before.count)[..<close]
          woven += before + target(String(found))
          rest = rest[close...]
          continue
        }
      default: break
      }
      woven.append(character)
      rest = rest.dropFirst()
    }
    return woven
  }

  /// What stands before a target, and the character that ends it.
  private static func opening(of text: Substring) -> (before: String, end: Character)? {
    if text.hasPrefix("](") { return ("](", ")") }
    for attribute in ["href=\"", "src=\""] where text.hasPrefix(attribute) {
      return (attribute, "\"")
    }
    return nil
  }
}
