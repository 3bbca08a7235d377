import Figures
import Foundation
import Notebook

// What is checked apart from the prose: the run's output, and what can be told only when the whole
// book is woven.

extension Weaver {
  /// Woven text is the same everywhere, so a path of this machine has no place in it.
  mutating func checkPrinted(_ text: String, line: Int?) {
    let path = manuscript.root.path
    if path.count > 1, text.contains(path) {
      note(line, "the chapter printed the path '\(path)'", do: "show a path from the root")
    }
  }

  /// A figure's two files are there, and are those of the run that the record is of.
  mutating func checkFiles(of figure: NumberedFigure, line: Int?) {
    let format = figure.figure.format
    checkFile(figure.file, of: figure, missing: "the figure is missing") {
      Provenance(ofPicture: $0, format: format)
    }
    checkFile(figure.dataFile, of: figure, missing: "the figure's data are missing") {
      Provenance(ofText: $0)
    }
    if let first = references.figure(figure.figure.name, from: figure.chapter),
      first.number != figure.number
    {
      note(line, "the figure '\(figure.figure.name)' is drawn twice", do: "rename one of the two")
    }
  }

  /// - Parameter provenance: what the bytes of the file say, or are.
  private mutating func checkFile(
    _ file: String, of figure: NumberedFigure, missing: String,
    provenance: (Data) -> Provenance?
  ) {
    let fault: String? =
      switch try? Data(contentsOf: manuscript.root.appending(path: file)) {
      case nil: missing
      case let bytes? where provenance(bytes)?.fingerprint != figure.figure.drawnFrom:
        "stale: it is not what chapter \(figure.chapter.number) drew when it was last run"
      default: nil
      }
    if let fault { problems.append(Problem(file, nil, fault, do: figure.chapter.runAgain)) }
  }

  mutating func checkTests() {
    let labels = Set(equations.map(\.label))
    for test in manuscript.tests {
      for label in test.labels where !labels.contains(label) {
        problems.append(
          Problem(
            test.file, test.line, "the test names equation \(label), which is not in the book",
            do: "name the equation that it asserts"))
      }
    }
  }

  /// Each claim of the sources gets one verdict, and a test that tries it.
  mutating func checkClaims() {
    let ids = manuscript.claims.map(\.id)
    for test in manuscript.tests {
      for id in test.claims where !ids.contains(id) {
        problems.append(
          Problem(
            test.file, test.line, "the test names claim \(id), which is not in the book",
            do: "take an id from \(Manuscript.claimsFile)"))
      }
    }
    for claim in manuscript.claims {
      func note(_ what: String, do remedy: String) {
        problems.append(Problem(Manuscript.claimsFile, claim.line, what, do: remedy))
      }
      if !trials.contains(where: { $0.claim == claim }) {
        note("claim \(claim.id) has no verdict", do: "try it: verdict(on: \"\(claim.id)\", …)")
      }
      if tests(of: claim).isEmpty {
        note(
          "no test tries claim \(claim.id)",
          do: "name it after the labels, as in @Test(\"(9.4) \(claim.id) …\")")
      }
    }
  }

  /// Everything in the sources has its place in the book.
  mutating func checkCoverage() {
    for item in manuscript.inventory
    where coverage[item.id] == nil && item.same.flatMap({ coverage[$0] }) == nil {
      problems.append(
        Problem(
          Manuscript.inventoryFile, item.line,
          "nothing in the book covers \(item.id), \(item.name)",
          do: "put {\(item.id)} behind an equation, or {{ covers: \(item.id) }} below a text"))
    }
  }

  /// The lines that a ```diff block takes away stand in the chapter's code or in the core.
  mutating func checkChange(_ block: [NumberedLine]) {
    guard block.first?.text.trimmed == "```diff" else { return }
    let code = Set(
      (chapter?.source.lines ?? []).filter { $0.kind == .code || $0.kind == .quoted }
        .map(\.text.trimmed))
    for line in block.dropFirst().dropLast() where line.text.hasPrefix("-") {
      let old = line.text.dropFirst().trimmed
      if !code.contains(old), !manuscript.coreLines.contains(old) {
        note(
          line.number,
          "the line to be changed, '\(old)', is neither in the chapter nor in the core",
          do: "copy the line as it stands")
      }
    }
  }

  /// Code that is hidden inside a declaration, and so is missing from what a reader copies, leaves a
  /// comment with an ellipsis in its place.
  mutating func checkCuts(_ cell: [NumberedLine]) {
    for (before, line) in zip(cell, cell.dropFirst())
    where SliceMarker(line.text) == .hide && line.text.hasPrefix(" ") {
      let comment = before.text.trimmed
      if !comment.hasPrefix("//") || !comment.contains("…") {
        note(
          line.number, "a declaration is cut here, and a reader cannot see it",
          do: "write the line '// …' before the cut")
      }
    }
  }

  /// Drawings that no figure of the book shows.
  mutating func checkFigureFiles() {
    let shown = Set(references.figures.map(\.file))
    for chapter in manuscript.chapters where chapter.record != nil {
      for file in manuscript.files(under: chapter.figures, extensions: ["svg", "png", "gif"])
      where !shown.contains(file) {
        problems.append(
          Problem(
            file, nil, "no figure of chapter \(chapter.number) shows this drawing", do: "delete it")
        )
      }
    }
  }

  /// Whether a reader finds the file where the book lies, on every machine.
  func isInRepository(_ path: String) -> Bool {
    !path.hasPrefix("/") && !path.split(separator: "/").contains("..") && manuscript.exists(path)
  }

  /// A page that is too long may be shown as plain text.
  mutating func checkPages() {
    for page in pages where page.text.utf8.count > Page.maximumBytes {
      problems.append(
        Problem(
          page.file, nil,
          "the page has \(page.text.utf8.count) bytes; at most \(Page.maximumBytes) are shown",
          do: "move a part of it to another page"))
    }
  }

  mutating func checkLinks() {
    let anchors = Anchors(of: text).names
    for link in links {
      let parts = link.target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let path = String(parts[0])
      if path.contains(":") || path.hasPrefix("//") { continue }
      let fragment = parts.count > 1 ? String(parts[1]) : ""
      let isDead = path.isEmpty ? !anchors.contains(fragment) : !isInRepository(path)
      if isDead {
        problems.append(
          Problem(
            link.file, link.line, "the link to '\(link.target)' is dead",
            do: "name a file from the repository's root, or an anchor of the book"))
      }
    }
  }
}
