import Notebook

extension Weaver {
  mutating func weave(prose lines: [NumberedLine]) {
    let parser = ProseParser(lines, file: file)
    problems += parser.problems
    for block in parser.blocks {
      follow(block)
      switch block {
      case .markdown(let lines):
        for line in lines where line.text.contains("{{ ") {
          note(
            line.number, "a directive stands inside a line", do: "give it a line of its own",
            preventsWeaving: true)
        }
        for line in lines { checkNumbers(in: line) }
        pieces.append(
          firstUses.link(lines, of: file).map { inline($0.text, line: $0.number) }.trimmedLines
            .joined(separator: "\n"))
      case .heading(let line, let level, let title): weave(heading: line, level, title)
      case .fence(let lines):
        checkChange(lines)
        pieces.append(lines.map(\.text).joined(separator: "\n"))
      case .display(let display): weave(display)
      case .directive(let name, let argument, let line): obey(name, argument, line: line)
      }
    }
  }

  mutating func weave(heading line: NumberedLine, _ level: Int, _ title: String) {
    if title.contains("$") {
      note(line.number, "mathematics stands in a heading", do: "say it in words")
    }
    if level == 1, let chapter {
      titles += 1
      if !title.hasPrefix("\(chapter.number) · ") || titles > 1 {
        note(
          line.number, "'\(line.text)' does not begin chapter \(chapter.number)",
          do: "begin the chapter, once, with '# \(chapter.number) · …'")
      }
    }
    if level == 2 { section = title }
    if level == 1 { part = title }
    pieces.append(inline(line.text, line: line.number))
  }

  /// `{{ listing: adam-step }}`, `{{ covers: S2-i10 }}` and the other directives that ``Book`` lists.
  mutating func obey(_ name: String, _ argument: String, line: Int) {
    switch name {
    case "listing": weaveListing(argument, line: line)
    case "covers": weaveExample(argument.split(separator: " ").map(String.init), line: line)
    case "include":
      guard let text = manuscript.read(argument) else {
        return note(
          line, "there is no file '\(argument)'", do: "name a file from the repository's root",
          preventsWeaving: true)
      }
      pieces.append(text.textLines.trimmedLines.joined(separator: "\n"))
    case "appendix": weaveAppendix(argument, line: line)
    case "picture": weavePicture(argument, line: line)
    case "weights": pieces.append(weightTable())
    case "here": weaveHere(line: line)
    case "changes": weaveChanges(argument, line: line)
    // What folds has been done.
    case "box", "end", "detour": break
    default:
      note(
        line, "the directive '\(name)' is unknown", do: "write one of \(Self.directives)",
        preventsWeaving: true)
    }
  }

  static let directives =
    "listing, covers, include, appendix, picture, weights, here, changes, box, end and detour"

  mutating func weaveListing(_ name: String, line: Int) {
    guard let snippet = manuscript.snippets[name] else {
      return note(
        line, "there is no piece '\(name)' in Sources",
        do: "mark its lines with // snippet.\(name) and // snippet.end", preventsWeaving: true)
    }
    pieces += [
      Self.block(snippet.lines, language: snippet.language),
      small("From [\(snippet.file)](\(snippet.file))."),
    ]
  }

  /// What changed from one chapter's training loop to that of another.
  mutating func weaveChanges(_ pair: String, line: Int) {
    do throws(Manuscript.NoChanges) {
      pieces.append(Self.block(try manuscript.changes(pair), language: "diff"))
    } catch {
      note(line, error.what, do: error.remedy, preventsWeaving: true)
    }
  }

  /// A drawing of the chapter, without its caption, away from the place where it is drawn.
  mutating func weavePicture(_ name: String, line: Int) {
    guard let figure = references.figure(name, from: chapter), figure.chapter.name == chapter?.name
    else {
      return note(
        line, "the chapter draws no figure '\(name)'", do: "take the name of one that it draws",
        preventsWeaving: true)
    }
    pieces += [
      "![\(InlineMarkdown.escaped(figure.figure.alt))](\(figure.file))",
      small("\(figure.link)."),
    ]
  }

  /// Marks the place of worked examples of the sources, unseen by who reads on: the appendix leads here.
  mutating func weaveExample(_ sources: [String], line: Int?) {
    guard let chapter else {
      return cover(sources, by: "[\(part)](#\(Anchors.slug(part)))", line: line)
    }
    exampleCount += 1
    let anchor = "example-\(chapter.number).\(exampleCount)"
    let place = section.isEmpty ? "the opening" : section
    cover(sources, by: "[chapter \(chapter.number), \(place)](#\(anchor))", line: line)
    pieces.append("<a id=\"\(anchor)\"></a>")
  }

  func small(_ text: String) -> String { "<sub>\(text)</sub>" }

  static func link(toSource id: String) -> String { "[\(id)](#source-\(id.lowercased()))" }

  mutating func cover(_ ids: [String], by link: String, line: Int?) {
    for id in ids {
      if sourceIDs.contains(id) {
        coverage[id, default: []].append(link)
      } else {
        note(
          line, "the source id '\(id)' is unknown",
          do: "take an id from \(Manuscript.inventoryFile)")
      }
    }
  }
}

// MARK: - Inline

extension Weaver {
  /// One line of an author's Markdown, its mathematics made safe and its references resolved.
  mutating func inline(_ text: String, line: Int?, inTable: Bool? = nil) -> String {
    let parsed = InlineMarkdown(text)
    for fault in parsed.faults { note(line, fault.what, do: fault.remedy) }
    links += parsed.linkTargets.map { ($0, file, line ?? 1) }
    let inTable = inTable ?? text.trimmed.hasPrefix("|")
    var woven = ""
    for span in parsed.spans {
      switch span {
      case .text(let text): woven += resolve(text, line: line)
      case .code(let code):
        woven += code.hasPrefix("`[@default:") ? resolve(code, line: line) : code
      case .mathematics(let formula):
        for fault in Mathematics.faults(in: formula) { note(line, fault.what, do: fault.remedy) }
        let safe = Mathematics.markdownSafe(formula, inTable: inTable)
        woven += "$\(safe.split(separator: "\n").joined(separator: " "))$"
      }
    }
    return woven
  }

  /// Replaces `[@eq:1.3]` and `[@fig:learning-curves]` by links, and `[@default:clip-range]` and its
  /// like by what is known of a setting.
  mutating func resolve(_ text: String, line: Int?) -> String {
    var woven = ""
    var rest = text[...]
    while let open = rest.firstRange(of: "[@"),
      let close = rest[open.upperBound...].firstIndex(of: "]")
    {
      woven += rest[..<open.lowerBound]
      let reference = rest[open.upperBound..<close]
      if let link = link(for: String(reference)) {
        woven += link
      } else {
        note(
          line, "the reference [@\(reference)] leads nowhere",
          do: "write [@eq:N.M] for an equation, [@fig:name] for a figure or [@chapter:name] for a "
            + "chapter that exists, or [@setting:name], [@default:name], [@sb3:name] or [@cleanrl:name]"
        )
        woven += "[@\(reference)]"
      }
      rest = rest[close...].dropFirst()
    }
    return woven + rest
  }

  func link(for reference: String) -> String? {
    if let said = Self.said(of: reference) { return said }
    if let number = reference.dropping(prefix: "eq:") {
      guard let label = Label(number), references.labels.contains(label) else { return nil }
      return "[\(label)](#\(label.anchor))"
    }
    if let name = reference.dropping(prefix: "chapter:") {
      return manuscript.chapters.first { $0.name == name }.map(references.link(to:))
    }
    guard let name = reference.dropping(prefix: "fig:") else { return nil }
    return references.figure(String(name), from: chapter)?.link
  }
}
