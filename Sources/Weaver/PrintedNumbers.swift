import Foundation
import Notebook

/// The numbers that a chapter printed or has in its code: where those of its prose come from. The data
/// of figures do not count: among so many points nearly every number can be found.
struct PrintedNumbers {
  /// Their magnitudes, in ascending order.
  private let magnitudes: [Double]

  init(in texts: [String]) {
    magnitudes = texts.flatMap { Self.numbers(in: $0).compactMap { Double($0.text) } }.sorted()
  }

  /// Whether one of the numbers is `decimal` when it is rounded to as many places.
  func contain(_ decimal: String) -> Bool {
    guard let value = Double(decimal) else { return false }
    let places = decimal.count - (decimal.firstIndex(of: ".").map { decimal[...$0].count } ?? 0)
    let tolerance = 0.5 * pow(10, -Double(places)) * (1 + 1e-9)
    var (low, high) = (0, magnitudes.count)
    while low < high {
      let middle = (low + high) / 2
      if magnitudes[middle] < value - tolerance { low = middle + 1 } else { high = middle }
    }
    return low < magnitudes.count && magnitudes[low] <= value + tolerance
  }

  /// A number as it stands in a text, without its sign, and the character before it.
  struct Found: Equatable {
    var text: String
    var previous: Character?
  }

  /// The numbers in a text: digits, perhaps with commas between thousands, and at most one point.
  /// What has two points is a version or a date and no number.
  static func numbers(in text: String) -> [Found] {
    var found: [Found] = []
    var previous: Character?
    var rest = text[...]
    while let character = rest.first {
      guard character.isASCII, character.isNumber, previous?.isLetter != true, previous != "_"
      else {
        previous = character
        rest = rest.dropFirst()
        continue
      }
      let run = rest.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") }
      var number = run
      while let last = number.last, !last.isNumber { number = number.dropLast() }
      let digits = number.filter { $0 != "," }
      if digits.count(where: { $0 == "." }) <= 1 {
        found.append(Found(text: String(digits), previous: previous))
      }
      previous = run.last
      rest = rest[run.endIndex...]
    }
    return found
  }
}

extension Weaver {
  /// Nobody types results: a number with a decimal point in a chapter's prose was printed by the
  /// chapter, or stands in its code. Exercises may hold numbers that the reader is to find.
  mutating func checkNumbers(in line: NumberedLine) {
    guard let printed, section != "Exercises" else { return }
    for case .text(let text) in InlineMarkdown(line.text).spans {
      for number in PrintedNumbers.numbers(in: text) where number.text.contains(".") {
        let isLabel =
          number.previous == "(" && Label(number.text).map(references.labels.contains) ?? false
        if !isLabel, number.previous != ":", !printed.contain(number.text) {
          note(
            line.number, "nothing that the chapter printed is \(number.text)",
            do: "show it, or say it in mathematics if it follows from the text")
        }
      }
    }
  }

  /// What the run of a chapter put into the book as text, and the chapter's code.
  func numbers(of chapter: Manuscript.Chapter) -> PrintedNumbers {
    let made = (chapter.record?.entries ?? []).map { entry in
      switch entry.content {
      case .printed(let text): text
      case .figure(let figure): figure.caption
      case .verdict(_, _, _, let evidence): evidence
      }
    }
    let code = chapter.source.lines.filter { $0.kind == .code || $0.kind == .quoted }.map(\.text)
    return PrintedNumbers(in: made + code)
  }
}
