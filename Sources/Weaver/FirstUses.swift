import Notebook

/// Where the words of the glossary are first used in the running text, and which of them are used
/// before they are defined.
///
/// The *running text* is paragraphs and lists: no headings, titles of boxes, bold words that head a
/// paragraph, tables, block quotes, code, mathematics, links or captions. A word is *defined* where it
/// stands in italics by itself, `*TD residual*`. Inside a longer word of the glossary a shorter one is
/// not used: “policy gradient” is no use of “policy”.
struct FirstUses {
  private let terms: [Term]
  private var uses: [TermUse] = []
  /// Where words become links, by file, in the order of the text.
  private var linked: [String: [TermUse]] = [:]

  init(_ manuscript: Manuscript) {
    terms = manuscript.glossary
    let vocabulary = Vocabulary(terms)
    read(manuscript.front, file: Manuscript.frontFile, isChapter: false, by: vocabulary)
    for chapter in manuscript.chapters { read(chapter, by: vocabulary) }
    for term in terms.indices { link(term) }
  }

  private mutating func read(_ chapter: Manuscript.Chapter, by vocabulary: Vocabulary) {
    var path = ShortPath()
    for part in chapter.source.parts {
      switch part {
      case .cell: path.passCell()
      case .prose(let lines):
        read(lines, file: chapter.file, isChapter: true, by: vocabulary, path: &path)
      }
    }
  }

  private mutating func read(
    _ lines: [NumberedLine], file: String, isChapter: Bool, by vocabulary: Vocabulary
  ) {
    var path = ShortPath()
    read(lines, file: file, isChapter: isChapter, by: vocabulary, path: &path)
  }

  private mutating func read(
    _ lines: [NumberedLine], file: String, isChapter: Bool, by vocabulary: Vocabulary,
    path: inout ShortPath
  ) {
    for block in ProseParser(lines, file: file).blocks {
      path.follow(block)
      guard case .markdown(let lines) = block else { continue }
      for found in vocabulary.terms(in: RunningText(lines)) {
        uses.append(
          TermUse(found: found, file: file, isInChapter: isChapter, isOnPath: path.isOnPath))
      }
    }
  }
}

/// A word of the glossary in the text of a file.
struct TermUse: Equatable {
  let found: Vocabulary.Found
  let file: String
  let isInChapter: Bool
  let isOnPath: Bool

  var place: String { "\(file):\(found.start.line)" }
}

// MARK: - Links

extension FirstUses {
  /// A word leads to the glossary where the chapters first use it, and where their short path does; one
  /// that needs no definition only where it has one.
  private mutating func link(_ term: Int) {
    let all = uses.filter { $0.found.term == term && $0.isInChapter }
    let places: [TermUse?] =
      terms[term].exemption == nil
      ? [all.first, all.first(where: \.isOnPath)] : [all.first(where: \.found.isDefinition)]
    for case let use? in places where !(linked[use.file] ?? []).contains(use) {
      linked[use.file, default: []].append(use)
    }
  }

  /// The lines of a block of a file, with links at the first uses of words.
  func link(_ lines: [NumberedLine], of file: String) -> [NumberedLine] {
    guard let first = lines.first?.number, let last = lines.last?.number else { return lines }
    var texts = lines.map { Array($0.text) }
    let here = (linked[file] ?? []).filter { first...last ~= $0.found.start.line }
    // From the end, so that what comes before keeps its place.
    for use in here.sorted(by: { $0.found.start > $1.found.start }) {
      let (start, end) = (use.found.start, use.found.end)
      texts[end.line - first].insert(
        contentsOf: "](#\(terms[use.found.term].anchor))", at: end.column)
      texts[start.line - first].insert("[", at: start.column)
    }
    return zip(lines, texts).map { NumberedLine(number: $0.number, text: String($1)) }
  }
}

// MARK: - Faults

extension FirstUses {
  /// The words that a chapter uses before they are defined, or that the short path uses though their
  /// definition is beside it.
  var problems: [Problem] {
    terms.indices.filter { terms[$0].exemption == nil }.compactMap { term in
      let all = uses.filter { $0.found.term == term }
      return problem(with: terms[term].english, in: all)
        ?? problem(with: terms[term].english, in: all.filter(\.isOnPath), definedIn: all)
    }
  }

  private func problem(
    with word: String, in uses: [TermUse], definedIn all: [TermUse]? = nil
  ) -> Problem? {
    let definition = uses.firstIndex(where: \.found.isDefinition)
    guard let index = uses.firstIndex(where: \.isInChapter), index < definition ?? uses.endIndex
    else { return nil }
    let what: String
    if let definition {
      what = "before it is defined, in \(uses[definition].place)"
    } else if let elsewhere = all?.first(where: \.found.isDefinition) {
      what = "on the short path, and its definition in \(elsewhere.place) is not"
    } else {
      what = "and no chapter defines it"
    }
    return Problem(
      uses[index].file, uses[index].found.start.line, "'\(word)' is used \(what)",
      do: "define it here, in italics, say it in other words, or say in \(Manuscript.glossaryFile) "
        + "why it needs no definition")
  }
}
