import Notebook

/// Lays prose, code, printed output and figures in order.
///
/// The pieces of the book are Markdown blocks, joined by blank lines.
struct Weaver {
  let manuscript: Manuscript
  let references: CrossReferences
  let firstUses: FirstUses
  let sourceIDs: Set<String>

  var pieces: [String] = []
  var problems: [Problem]
  var equations: [Equation] = []
  /// Links to what covers each id of the sources.
  var coverage: [String: [String]] = [:]
  var trials: [Trial] = []
  /// Where among the pieces the table of the sources goes.
  var inventoryPlace: Int?
  var links: [(target: String, file: String, line: Int)] = []

  /// What the chapter's run put into the book; nothing outside of chapters and before a run.
  var printed: PrintedNumbers?

  // Where the weaver is.
  var chapter: Manuscript.Chapter?
  var file = ""
  var section = ""
  /// The heading of the first level, outside of chapters: an appendix.
  var part = ""
  var figureCount = 0
  var exampleCount = 0
  var displayCount = 0
  var previousLabel: Label?
  var titles = 0
  var folds = Folds()

  /// The pages that the whole book falls into.
  private(set) var pages: [Page] = []

  static let header = """
    <!-- Woven by `proximal weave` from Chapters/, Sources/, Tests/ and figures/.
         Never edited by hand: edit those and weave again. -->
    """

  init(_ manuscript: Manuscript) {
    self.manuscript = manuscript
    references = CrossReferences(manuscript)
    firstUses = FirstUses(manuscript)
    sourceIDs = Set(manuscript.inventory.map(\.id))
    problems = manuscript.problems
    weaveFront()
    let start = pieces.endIndex
    for chapter in manuscript.chapters { weave(chapter) }
    weaveBack()
    pieces.insert(contents(of: pieces[start...], after: pieces[..<start]), at: start)
    checkTests()
    checkClaims()
    checkCoverage()
    checkFigureFiles()
    checkPace()
    problems += firstUses.problems
    checkLinks()
    pages = Pages(of: pieces, chapters: manuscript.chapters).all
    checkPages()
  }

  /// The whole book.
  var text: String { pieces.joined(separator: "\n\n") + "\n" }

  /// The whole book, and its pages.
  var files: [Page] { [Page(file: Book.fileName, text: text)] + pages }

  mutating func note(
    _ line: Int?, _ what: String, do remedy: String, preventsWeaving: Bool = false
  ) {
    problems.append(
      Problem(file, line, what, do: remedy, preventsWeaving: preventsWeaving))
  }
}

// MARK: - Chapters

extension Weaver {
  mutating func weaveFront() {
    pieces.append(Self.header)
    file = Manuscript.frontFile
    weave(prose: manuscript.front)
    endFolds()
  }

  mutating func weave(_ chapter: Manuscript.Chapter) {
    self.chapter = chapter
    file = chapter.file
    section = ""
    (figureCount, exampleCount, displayCount, titles) = (0, 0, 0, 0)
    previousLabel = Label(chapter: chapter.number, number: 0)
    printed = chapter.record == nil ? nil : numbers(of: chapter)
    var isHidden = false
    for part in chapter.source.parts {
      switch part {
      case .prose(let lines): weave(prose: lines)
      case .cell(let lines): weave(cell: lines, of: chapter, isHidden: &isHidden)
      }
    }
    endFolds()
    if titles == 0 {
      note(1, "the chapter has no title", do: "begin its prose with '# \(chapter.number) · …'")
    }
    self.chapter = nil
    printed = nil
  }

  mutating func weave(
    cell: [NumberedLine], of chapter: Manuscript.Chapter, isHidden: inout Bool
  ) {
    folds.passCell()
    checkCuts(cell)
    let shown = SliceMarker.visible(cell.map(\.text), hidden: &isHidden).trimmedLines.dedentedLines
    if !shown.isEmpty { pieces.append(Self.block(shown, language: "swift")) }
    var printed: [String] = []
    for entry in chapter.made(in: cell) {
      let line = chapter.source.line(atPlace: entry.place)
      switch entry.content {
      case .printed(let text):
        checkPrinted(text, line: line)
        printed += text.textLines
      case .figure(let figure):
        flush(&printed)
        weave(figure, of: chapter, line: line)
      case .verdict(let claim, let verdict, let inquiry, let evidence):
        flush(&printed)
        weave(verdict, on: claim, by: inquiry, evidence, line: line)
      }
    }
    flush(&printed)
  }

  /// Printed text becomes one block until a figure interrupts it.
  mutating func flush(_ printed: inout [String]) {
    if !printed.isEmpty { pieces.append(Self.block(printed, language: "text")) }
    printed = []
  }

  /// A fenced block; the fence is longer than any in the text.
  static func block(_ lines: [String], language: String) -> String {
    var fence = "```"
    while lines.contains(where: { $0.trimmed.hasPrefix(fence) }) { fence += "`" }
    return "\(fence)\(language)\n\(lines.joined(separator: "\n"))\n\(fence)"
  }

  mutating func weave(
    _ figure: Record.Figure, of chapter: Manuscript.Chapter, line: Int?
  ) {
    figureCount += 1
    let numbered = NumberedFigure(chapter: chapter, number: figureCount, figure: figure)
    checkFiles(of: numbered, line: line)
    cover(figure.sources, by: numbered.link, line: line)
    // Bold, not italic: GitHub does not show mathematics at the end of italic text.
    let caption = "**\(numbered.title).** \(inline(figure.caption, line: line))"
    pieces += [
      "<a id=\"\(numbered.anchor)\"></a>",
      "![\(InlineMarkdown.escaped(figure.alt))](\(numbered.file))",
      caption,
    ]
  }
}
