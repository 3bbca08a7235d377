import Foundation
import Notebook

/// All that the book is woven from, as it was found on disk.
struct Manuscript {
  let root: URL
  private(set) var front: [NumberedLine] = []
  private(set) var back: [NumberedLine] = []
  private(set) var chapters: [Chapter] = []
  private(set) var snippets: [String: Snippet] = [:]
  private(set) var tests: [AssertingTest] = []
  private(set) var inventory: [SourceItem] = []
  private(set) var claims: [Claim] = []
  private(set) var glossary: [Term] = []
  private(set) var weights: [Weight] = []
  /// The lines of the core's code, without white space at either end.
  private(set) var coreLines: Set<String> = []
  private(set) var problems: [Problem] = []
  private let libraries: LibraryFingerprints

  static let frontFile = "Chapters/front.md"
  /// What stands after the chapters, the appendices among it.
  static let backFile = "Chapters/back.md"
  static let inventoryFile = "Chapters/inventory.tsv"
  static let claimsFile = "Chapters/claims.tsv"
  static let glossaryFile = "Chapters/glossary.tsv"
  static let weightsFile = "Chapters/weights.tsv"

  /// A chapter of the book: `Chapters/01-reinforce/main.swift` and what its last run made.
  struct Chapter {
    let number: Int
    /// `01-reinforce`
    let directory: String
    let source: ChapterSource
    /// Nothing when the chapter has not been run since its own code changed: its places are then
    /// others.
    let record: Record?

    /// `reinforce`, the executable.
    var name: String { String(directory.drop { $0 != "-" }.dropFirst()) }
    var file: String { "Chapters/\(directory)/main.swift" }
    var figures: String { "figures/\(directory)" }
    var recordFile: String { "\(figures)/record.json" }
    /// The remedy for what another run would make good.
    var runAgain: String { "run `swift run \(name)`" }
  }

  init(root: URL) {
    self.root = root
    libraries = LibraryFingerprints(root: root)
    readFront()
    readChapters()
    readSnippets()
    tests = files(under: "Tests", extensions: ["swift"]).flatMap { file in
      AssertingTest.all(in: read(file) ?? "", file: file)
    }
    readInventory()
    readClaims()
    readGlossary()
    readWeights()
  }

  /// The text of a file, or nothing when it cannot be read as UTF-8.
  func read(_ file: String) -> String? {
    try? String(contentsOf: root.appending(path: file), encoding: .utf8)
  }

  func exists(_ file: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: file).path)
  }

  /// The files below a folder, in the order of their paths' bytes.
  func files(under folder: String, extensions: Set<String>) -> [String] {
    let below = root.appending(path: folder).path
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: below)) ?? []
    return paths.filter { extensions.contains(URL(filePath: $0).pathExtension) }
      .map { "\(folder)/\($0)" }.sorted()
  }
}

// MARK: - Reading

extension Manuscript {
  private mutating func readFront() {
    front = (required(Self.frontFile) ?? "").numberedLines
    back = (required(Self.backFile) ?? "").numberedLines
  }

  private mutating func required(_ file: String) -> String? {
    let text = read(file)
    if text == nil {
      problems.append(
        Problem(file, nil, "the file is missing", do: "restore it", preventsWeaving: true))
    }
    return text
  }

  private mutating func readChapters() {
    let folder = root.appending(path: "Chapters").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names.sorted() {
      guard let number = Self.chapterNumber(name) else { continue }
      if let other = chapters.first(where: { $0.number == number }) {
        problems.append(
          Problem(
            "Chapters/\(name)", nil, "\(other.directory) is chapter \(number) too",
            do: "give one of the two another number", preventsWeaving: true))
      }
      guard let text = required("Chapters/\(name)/main.swift") else { continue }
      let source = ChapterSource(text)
      let bare = Chapter(number: number, directory: name, source: source, record: nil)
      let chapter = Chapter(
        number: number, directory: name, source: source, record: readRecord(of: bare))
      chapters.append(chapter)
      problems += chapter.pieces.problems
    }
  }

  /// The number of a chapter's directory, `NN-name`.
  private static func chapterNumber(_ directory: String) -> Int? {
    let parts = directory.split(separator: "-", maxSplits: 1)
    guard parts.count == 2, parts[0].count == 2 else { return nil }
    return Int(parts[0])
  }

  private mutating func readRecord(of chapter: Chapter) -> Record? {
    func problem(_ what: String, preventsWeaving: Bool = true) -> Problem {
      Problem(
        chapter.recordFile, nil, what, do: chapter.runAgain, preventsWeaving: preventsWeaving)
    }
    guard let text = read(chapter.recordFile) else {
      problems.append(problem("chapter \(chapter.number) has no record of a run"))
      return nil
    }
    do {
      let record = try Record.decode(text)
      guard record.fingerprint == chapter.source.fingerprint else {
        problems.append(
          problem("stale: the code of chapter \(chapter.number) changed since it was last run"))
        return nil
      }
      // What was recorded still has its places, so that the text can be woven while work on a library
      // is under way.
      let changed = record.libraries.differences(from: libraries)
      if !changed.isEmpty {
        problems.append(
          problem(
            "stale: \(changed.joined(separator: ", ")) changed since chapter \(chapter.number) "
              + "was last run", preventsWeaving: false))
      }
      return record
    } catch {
      problems.append(problem(error.description))
    }
    return nil
  }

  private mutating func readSnippets() {
    for file in files(under: "Sources", extensions: ["swift", "c", "h", "cpp", "hpp"]) {
      let text = read(file) ?? ""
      coreLines.formUnion(text.textLines.map(\.trimmed))
      let scanner = SnippetScanner(text.numberedLines, file: file)
      problems += scanner.problems
      for snippet in scanner.snippets {
        if let first = snippets[snippet.name] {
          problems.append(
            Problem(
              file, snippet.line,
              "the piece '\(snippet.name)' is also in \(first.file):\(first.line)",
              do: "give one of the two another name", preventsWeaving: true))
        } else {
          snippets[snippet.name] = snippet
        }
      }
    }
  }

  private mutating func readInventory() {
    let columns = ["id", "kind", "line", "name", "same as"]
    for row in table(Self.inventoryFile, columns: columns) {
      let same = row.cells[4].isEmpty ? nil : row.cells[4]
      let item = SourceItem(
        id: row.cells[0], kind: row.cells[1], place: row.cells[2], name: row.cells[3], same: same,
        line: row.line)
      let known = inventory.map(\.id)
      if known.contains(item.id) {
        note(row.line, "the id \(item.id) stands twice", do: "keep one line")
      }
      if let same, !known.contains(same) {
        note(row.line, "\(item.id) is the same as \(same), which is not above", do: "correct it")
      }
      inventory.append(item)
    }
  }

  private mutating func note(_ line: Int, _ what: String, do remedy: String) {
    problems.append(Problem(Self.inventoryFile, line, what, do: remedy))
  }

  private mutating func readClaims() {
    claims = table(Self.claimsFile, columns: ["id", "place", "context", "claim", "meant"]).map {
      Claim(
        id: $0.cells[0], place: $0.cells[1], context: $0.cells[2], text: $0.cells[3],
        meant: $0.cells[4].isEmpty ? nil : $0.cells[4], line: $0.line)
    }
    for (index, claim) in claims.enumerated()
    where claims[..<index].contains(where: { $0.id == claim.id }) {
      problems.append(
        Problem(
          Self.claimsFile, claim.line, "the id \(claim.id) stands twice", do: "keep one line"))
    }
  }

  private mutating func readGlossary() {
    let columns = ["term", "中文", "meaning", "also", "needs no definition"]
    glossary = table(Self.glossaryFile, columns: columns).map {
      Term(
        english: $0.cells[0], chinese: $0.cells[1], meaning: $0.cells[2],
        also: $0.cells[3].split(separator: ";").map(\.trimmed),
        exemption: $0.cells[4].isEmpty ? nil : $0.cells[4], line: $0.line)
    }
  }

  private mutating func readWeights() {
    for row in table(Self.weightsFile, columns: ["chapter", "weight", "what it buys"]) {
      guard let chapter = chapters.first(where: { $0.name == row.cells[0] }) else {
        let known = chapters.map(\.name).joined(separator: ", ")
        problems.append(
          Problem(
            Self.weightsFile, row.line, "there is no chapter '\(row.cells[0])'",
            do: "write one of \(known)"))
        continue
      }
      weights.append(
        Weight(chapter: chapter, formula: row.cells[1], gain: row.cells[2], line: row.line))
    }
    weights.sort { $0.chapter.number < $1.chapter.number }
  }

  private mutating func table(
    _ file: String, columns: [String]
  ) -> [(line: Int, cells: [String])] {
    guard let text = required(file) else { return [] }
    let table = TabSeparatedTable(text, columns: columns, file: file)
    problems += table.problems
    return table.rows
  }
}
