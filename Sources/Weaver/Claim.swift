import Notebook

/// Something that the sources say and the book puts on trial: a line of `Chapters/claims.tsv`.
struct Claim: Equatable, Sendable {
  /// `X4`
  let id: String
  /// Where the sources say it: `S2, line 357`.
  let place: String
  /// Which of the sources that is and what it speaks of there, in a stranger's words.
  let context: String
  /// What they say; Markdown.
  let text: String
  /// Where that is no more than a slip of the pen, what is meant; Markdown.
  let meant: String?
  let line: Int

  /// Its entry among the claims.
  var anchor: String { "claim-\(id.lowercased())" }

  /// The place in a chapter where it was tried.
  var trialAnchor: String { "trial-\(id.lowercased())" }

  /// Reads the ids at the head of a text, `X4 X17 the rest`.
  static func leading(in text: String) -> (ids: [String], rest: String) {
    var ids: [String] = []
    var rest = text.trimmed
    while let space = rest.firstIndex(of: " "), isID(rest[..<space]) {
      ids.append(String(rest[..<space]))
      rest = rest[space...].trimmed
    }
    return (ids, rest)
  }

  private static func isID(_ word: Substring) -> Bool {
    word.count > 1 && word.first == "X" && word.dropFirst().allSatisfy { "0"..."9" ~= $0 }
  }
}
