import Notebook

/// Something that the sources say and the book puts on trial: a line of `Chapters/claims.tsv`.
struct Claim: Equatable, Sendable {
  /// `X4`
  let id: String
  /// Where the sources say it: `S2, line 357`.
  let place: String
  /// What they say; Markdown.
  let text: String
  let line: Int

  /// The place of its trial in the book.
  var anchor: String { "claim-\(id.lowercased())" }

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
