import Notebook

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
