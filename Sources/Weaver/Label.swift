import Notebook

/// The number of an equation, `(1.3)`: the third of chapter 1.
struct Label: Hashable, Comparable, Sendable, CustomStringConvertible {
  let chapter: Int
  let number: Int

  init(chapter: Int, number: Int) {
    self.chapter = chapter
    self.number = number
  }

  /// Reads `1.3`.
  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.allSatisfy { "0"..."9" ~= $0 } }),
      let chapter = Int(parts[0]), let number = Int(parts[1])
    else { return nil }
    self.init(chapter: chapter, number: number)
  }

  /// Reads the labels at the head of a text, `(1.3) (1.4) the rest`.
  static func leading(in text: some StringProtocol) -> (labels: [Label], rest: String) {
    var labels: [Label] = []
    var rest = text.trimmed
    while rest.first == "(", let close = rest.firstIndex(of: ")"),
      let label = Label(rest[rest.index(after: rest.startIndex)..<close])
    {
      labels.append(label)
      rest = rest[rest.index(after: close)...].trimmed
    }
    return (labels, rest)
  }

  static func < (a: Label, b: Label) -> Bool {
    (a.chapter, a.number) < (b.chapter, b.number)
  }

  var description: String { "(\(chapter).\(number))" }

  /// The anchor that stands before the equation in the book.
  var anchor: String { "eq-\(chapter).\(number)" }

  /// The anchor of its entry in the index of equations.
  var indexAnchor: String { "index-\(chapter).\(number)" }
}
