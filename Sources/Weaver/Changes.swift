import Notebook

/// What changed from one text to another, line by line, as a `diff` block shows it.
///
/// A longest common subsequence of the two texts' lines is what stayed; all else was taken away, or
/// is new.
struct Changes {
  enum Line: Equatable {
    case same(String)
    case removed(String)
    case added(String)
  }

  /// Every line of both texts, those that stayed once; where lines were replaced, the old ones first.
  let lines: [Line]

  init(from old: [String], to new: [String]) {
    let lengths = Self.lengthsOfCommonSubsequences(old, new)
    var lines: [Line] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if i < old.count, j < new.count, old[i] == new[j] {
        lines.append(.same(old[i]))
        (i, j) = (i + 1, j + 1)
      } else if i < old.count, j == new.count || lengths[i + 1][j] >= lengths[i][j + 1] {
        lines.append(.removed(old[i]))
        i += 1
      } else {
        lines.append(.added(new[j]))
        j += 1
      }
    }
    self.lines = lines
  }

  /// At `[i][j]` the length of the longest common subsequence of what follows `i` lines of the one and
  /// `j` lines of the other.
  private static func lengthsOfCommonSubsequences(_ old: [String], _ new: [String]) -> [[Int]] {
    let none = [Int](repeating: 0, count: new.count + 1)
    var lengths = [[Int]](repeating: none, count: old.count + 1)
    for i in old.indices.reversed() {
      for j in new.indices.reversed() {
        lengths[i][j] =
          old[i] == new[j]
          ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
      }
    }
    return lengths
  }
}

extension Changes {
  /// More unchanged lines in a row than these are cut.
  static let longestRun = 3

  /// The lines of a `diff` block; an ellipsis stands for a long run of unchanged lines.
  var block: [String] {
    var block: [String] = []
    var run: [String] = []
    func ended(_ run: [String]) -> [String] { run.count > Self.longestRun ? ["  …"] : run }
    for line in lines {
      switch line {
      case .same(let text): run.append(text.isEmpty ? "" : "  \(text)")
      case .removed(let text):
        block += ended(run) + ["- \(text)"]
        run = []
      case .added(let text):
        block += ended(run) + ["+ \(text)"]
        run = []
      }
    }
    return block + ended(run)
  }
}

// MARK: - Training loops

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
