import Notebook

// The training loops that chapters mark, and what changed from one to another.

extension Manuscript {
  /// Why two chapters' training loops cannot be compared.
  struct NoChanges: Error {
    let what: String
    let remedy: String
  }

  /// What changed from the training loop of one chapter to that of another, `reinforce → ppo-clip`: the
  /// lines of a `diff` block.
  ///
  /// Blank lines are left out: they would count as what the two have in common.
  func changes(_ pair: String) throws(NoChanges) -> [String] {
    let names = pair.split(separator: "→", omittingEmptySubsequences: false).map(\.trimmed)
    guard names.count == 2 else {
      throw NoChanges(
        what: "'\(pair)' does not name two chapters",
        remedy: "write it as in {{ changes: reinforce → reward-to-go }}")
    }
    return Changes(from: try loop(of: names[0]), to: try loop(of: names[1])).block
  }

  private func loop(of name: String) throws(NoChanges) -> [String] {
    guard let chapter = chapters.first(where: { $0.name == name }) else {
      let known = chapters.map(\.name).joined(separator: ", ")
      throw NoChanges(what: "there is no chapter '\(name)'", remedy: "write one of \(known)")
    }
    guard let loop = chapter.loop else {
      throw NoChanges(
        what: "chapter \(chapter.number) marks no training loop",
        remedy: "mark its lines with // snippet.loop and // snippet.end")
    }
    return loop.filter { !$0.isEmpty }
  }
}

extension Manuscript.Chapter {
  /// The lines that the chapter marks as its training loop, as far as they are shown.
  var loop: [String]? {
    pieces.snippets.first { $0.name == "loop" }?.lines
  }

  /// What the chapter marks in its code, and what is wrong with the marks.
  var pieces: SnippetScanner {
    SnippetScanner(
      source.lines.filter { $0.kind != .prose }
        .map { NumberedLine(number: $0.number, text: $0.text) }, file: file)
  }
}
