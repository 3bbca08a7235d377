import Testing

@testable import Weaver

struct ChangesTests {
  @Test("what stayed is a longest common subsequence; old lines stand before new ones")
  func lines() {
    let changes = Changes(from: ["a", "b", "c", "d"], to: ["a", "x", "c", "y", "d"])
    #expect(
      changes.lines == [
        .same("a"), .removed("b"), .added("x"), .same("c"), .added("y"), .same("d"),
      ])
  }

  @Test("no other choice of lines keeps more of them: all pairs of short texts, by trying all")
  func longest() {
    let texts = Self.texts(upTo: 4, of: ["a", "b"])
    for old in texts {
      for new in texts {
        let lines = Changes(from: old, to: new).lines
        #expect(lines.compactMap(\.old) == old && lines.compactMap(\.new) == new)
        let kept = lines.count { $0.old != nil && $0.new != nil }
        #expect(
          kept
            == Self.subsequences(of: old).intersection(Self.subsequences(of: new)).map(\.count)
            .max())
      }
    }
  }

  @Test("three unchanged lines stand, of four an ellipsis; a blank one has no gutter")
  func block() {
    let three = Changes(from: ["a", "", "c", "d"], to: ["a", "", "c", "e"])
    #expect(three.block == ["  a", "", "  c", "- d", "+ e"])
    let four = Changes(from: ["1", "2", "3", "4", "d"], to: ["1", "2", "3", "4", "e"])
    #expect(four.block == ["  …", "- d", "+ e"])
    let after = Changes(from: ["d", "1", "2", "3", "4"], to: ["1", "2", "3", "4"])
    #expect(after.block == ["- d", "  …"])
  }

  @Test("of two texts without a line in common one is removed and the other added")
  func nothingInCommon() {
    #expect(Changes(from: ["a"], to: ["b", "c"]).block == ["- a", "+ b", "+ c"])
    #expect(Changes(from: [], to: ["b"]).block == ["+ b"])
    #expect(Changes(from: ["a"], to: []).block == ["- a"])
  }

  /// All texts of at most so many lines.
  private static func texts(upTo length: Int, of lines: [String]) -> [[String]] {
    guard length > 0 else { return [[]] }
    return [[]] + texts(upTo: length - 1, of: lines).flatMap { text in lines.map { text + [$0] } }
  }

  private static func subsequences(of text: [String]) -> Set<[String]> {
    guard let last = text.last else { return [[]] }
    let shorter = subsequences(of: text.dropLast())
    return shorter.union(shorter.map { $0 + [last] })
  }
}

extension Changes.Line {
  fileprivate var old: String? {
    switch self {
    case .same(let text), .removed(let text): text
    case .added: nil
    }
  }

  fileprivate var new: String? {
    switch self {
    case .same(let text), .added(let text): text
    case .removed: nil
    }
  }
}
