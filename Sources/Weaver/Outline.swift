import Notebook

/// The sections of a chapter, each with what it asks of its reader.
struct Outline {
  let chapter: Manuscript.Chapter
  private(set) var sections: [Section] = []

  struct Section {
    /// The line of its heading.
    let line: Int
    let level: Int
    let title: String
    /// Whether it is folded whole: a detour, or a part of one.
    let isDetour: Bool
    /// What is on the short path in it, apart from sections of a lower level.
    var path = Pace()
    /// What is beside the path: in its boxes, in a detour, among the exercises.
    var aside = Pace()
  }

  private var shortPath = ShortPath()
  private var isHidden = false

  init(of chapter: Manuscript.Chapter, in manuscript: Manuscript) {
    self.chapter = chapter
    for part in chapter.source.parts {
      switch part {
      case .prose(let lines):
        let blocks = ProseParser(lines, file: chapter.file).blocks
        for (block, next) in zip(blocks, blocks.dropFirst().map(Optional.some) + [nil]) {
          read(block, before: next, in: manuscript)
        }
      case .cell(let lines):
        shortPath.passCell()
        let shown = SliceMarker.visible(lines.map(\.text), hidden: &isHidden)
        add(Pace(lines: Self.inked(shown)))
      }
    }
  }

  private mutating func read(
    _ block: ProseBlock, before next: ProseBlock?, in manuscript: Manuscript
  ) {
    shortPath.follow(block)
    switch block {
    case .heading(let line, let level, let title):
      begin(at: line.number, level: level, title: title, before: next)
    case .markdown(let lines):
      add(Pace(words: lines.reduce(0) { $0 + Pace.words(in: $1.text) }))
    case .fence(let lines):
      add(Pace(lines: Self.inked(lines.dropFirst().dropLast().map(\.text))))
    case .display(let display):
      if display.label != nil { add(Pace(equations: 1)) }
    case .directive("box", let text, _), .directive("detour", let text, _):
      add(Pace(words: Pace.words(in: text)))
    case .directive("listing", let name, _):
      add(Pace(lines: Self.inked(manuscript.snippets[name]?.lines ?? [])))
    case .directive("changes", let pair, _):
      add(Pace(lines: (try? manuscript.changes(pair))?.count ?? 0))
    case .directive: break
    }
  }

  private mutating func begin(at line: Int, level: Int, title: String, before next: ProseBlock?) {
    var opensDetour = false
    if case .directive("detour", _, _)? = next {
      opensDetour = !shortPath.isFolded && 2...3 ~= level
    }
    sections.append(
      Section(line: line, level: level, title: title, isDetour: shortPath.isFolded || opensDetour))
    add(Pace(words: Pace.words(in: title)))
  }

  private mutating func add(_ pace: Pace) {
    guard let last = sections.indices.last else { return }
    if shortPath.isOnPath { sections[last].path += pace } else { sections[last].aside += pace }
  }

  private static func inked(_ lines: [String]) -> Int {
    lines.count { !$0.trimmed.isEmpty }
  }
}

extension Outline {
  /// What is on the short path.
  var path: Pace { sections.reduce(Pace()) { $0 + $1.path } }

  /// All that the chapter holds.
  var whole: Pace { sections.reduce(Pace()) { $0 + $1.path + $1.aside } }

  /// What it takes to read the detour whose heading stands in a line.
  func pace(ofDetourAt line: Int) -> Pace {
    guard let start = sections.firstIndex(where: { $0.line == line }) else { return Pace() }
    let inside = sections[(start + 1)...].prefix { $0.level > sections[start].level }
    return ([sections[start]] + inside).reduce(Pace()) { $0 + $1.path + $1.aside }
  }
}
