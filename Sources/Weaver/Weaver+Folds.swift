import Notebook

// Boxes and detours: what a reader of the short path passes by, one click away.

extension Weaver {
  /// Writes what opens and closes where a block of prose stands.
  mutating func follow(_ block: ProseBlock) {
    for step in folds.follow(block) { weave(step) }
    noteFaultsOfFolds()
  }

  /// Closes what the text leaves open.
  mutating func endFolds() {
    for step in folds.finish() { weave(step) }
    noteFaultsOfFolds()
    folds = Folds()
  }

  private mutating func noteFaultsOfFolds() {
    for fault in folds.takeFaults() { note(fault.line, fault.what, do: fault.remedy) }
  }

  private mutating func weave(_ step: Folds.Step) {
    switch step {
    case .close: pieces.append("</details>")
    case .openBox(let title, let line):
      pieces.append(Self.opening(folded(title, of: "box", line: line)))
    case .openDetour(let purpose, let line):
      let purpose = folded(purpose, of: "detour", line: line)
      pieces.append(Self.opening(summary(ofDetour: purpose, line: line)))
    }
  }

  /// What stands visibly on something folded, as HTML.
  private mutating func folded(_ text: String, of kind: String, line: Int) -> String {
    let parsed = InlineMarkdown(text)
    checkNumbers(in: NumberedLine(number: line, text: text))
    for fault in parsed.faultsInSummary { note(line, fault.what, do: fault.remedy) }
    if text.isEmpty {
      note(line, "the \(kind) does not say what is in it", do: "write {{ \(kind): … }}")
    }
    return parsed.html
  }

  /// GitHub reads no Markdown in a summary, and all that stands below after a blank line.
  private static func opening(_ summary: String) -> String {
    "<details>\n<summary>\(summary)</summary>"
  }

  /// What a detour is for, how long it takes, and where to go on without it.
  private mutating func summary(ofDetour purpose: String, line: Int) -> String {
    guard let chapter, let outline = references.outline(of: chapter),
      let section = outline.sections.last(where: { $0.line < line })
    else {
      note(line, "a detour stands outside a chapter", do: "write a box")
      return purpose
    }
    let time = outline.pace(ofDetourAt: section.line).time
    let summary = "<em>Detour, \(time).</em> \(purpose)"
    guard let next = references.nextOpenSection(below: line, of: chapter) else { return summary }
    links.append(("#\(next.slug)", file, line))
    return summary
      + " Skip it: go on at <a href=\"#\(next.slug)\">\(InlineMarkdown(next.title).html)</a>."
  }
}

extension InlineMarkdown {
  /// The line as HTML. Code stays code; of links and emphasis the words stay.
  var html: String {
    spans.map { span in
      switch span {
      case .code(let code): "<code>\(Self.escapedForHTML(code.trimmingBackticks))</code>"
      case .mathematics(let formula): Self.escapedForHTML("$\(formula)$")
      case .text(let text): Self.escapedForHTML(text.filter { $0 != "*" })
      }
    }.joined()
  }

  /// What a reader would see as it is written, since a summary is HTML.
  var faultsInSummary: [(what: String, remedy: String)] {
    var found = faults
    for span in spans {
      switch span {
      case .code: continue
      case .mathematics:
        found.append(("mathematics stands in a title that is folded", "say it in words"))
      case .text(let text) where text.contains { "*[]".contains($0) }:
        found.append(
          ("a link or emphasis stands in a title that is folded", "write plain words and code"))
      case .text: continue
      }
    }
    return found
  }

  private static func escapedForHTML(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}

extension String {
  /// What stands in a code span.
  fileprivate var trimmingBackticks: String {
    let fence = prefix { $0 == "`" }.count
    return dropFirst(fence).dropLast(fence).trimmed
  }
}
