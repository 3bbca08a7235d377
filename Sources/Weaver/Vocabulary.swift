import Notebook

/// A paragraph or list of an author's Markdown, in which only what a reader takes for text is left.
struct RunningText {
  /// A place in a file: a line's number, and how many characters stand before it in the line.
  struct Place: Equatable, Comparable {
    let line: Int
    let column: Int

    static func < (a: Place, b: Place) -> Bool { (a.line, a.column) < (b.line, b.column) }
  }

  /// The characters of the lines; a blank one ends each, and a mask stands for each that is no text.
  private(set) var characters: [Character] = []
  private(set) var places: [Place] = []

  private static let mask: Character = "\0"

  init(_ lines: [NumberedLine]) {
    for line in lines {
      let text = Self.withoutCode(line.text) + [" "]
      characters += text
      places += text.indices.map { Place(line: line.number, column: $0) }
    }
    maskTargets()
  }

  /// A line with its code and mathematics masked, and nothing of a table or a block quote.
  private static func withoutCode(_ line: String) -> [Character] {
    let blank = [Character](repeating: mask, count: line.count)
    let start = line.trimmed.first
    if start == "|" || start == ">" { return blank }
    let text = InlineMarkdown(line).spans.flatMap { span -> [Character] in
      switch span {
      case .text(let text): Array(text)
      case .code(let code): [Character](repeating: mask, count: code.count)
      case .mathematics(let formula): [Character](repeating: mask, count: formula.count + 2)
      }
    }
    return text.count == line.count ? text : blank
  }

  /// Masks links with their words, references and tags.
  private mutating func maskTargets() {
    var index = 0
    while index < characters.count {
      let end = endOfLink(at: index) ?? endOfTag(at: index)
      if let end { for masked in index..<end { characters[masked] = Self.mask } }
      index = end ?? index + 1
    }
  }

  /// What follows `[words](target)` or `[@reference]`.
  private func endOfLink(at start: Int) -> Int? {
    guard characters[start] == "[", let close = matching(start) else { return nil }
    if characters[start + 1] == "@" { return close + 1 }
    guard close + 1 < characters.count, characters[close + 1] == "(" else { return nil }
    return characters[close...].firstIndex(of: ")").map { $0 + 1 }
  }

  private func matching(_ start: Int) -> Int? {
    var depth = 0
    for index in start..<characters.count {
      if characters[index] == "[" { depth += 1 }
      if characters[index] == "]" { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  private func endOfTag(at start: Int) -> Int? {
    guard characters[start] == "<", start + 1 < characters.count,
      characters[start + 1].isLetter || characters[start + 1] == "/"
    else { return nil }
    return characters[start...].firstIndex(of: ">").map { $0 + 1 }
  }

  /// The words as ranges of the characters: letters and digits, with hyphens between them.
  var words: [Range<Int>] {
    var words: [Range<Int>] = []
    var start: Int?
    for index in 0...characters.count {
      let isWord =
        index < characters.count
        && (characters[index].isLetter || characters[index].isNumber
          || start != nil && "-–".contains(characters[index]))
      if isWord, start == nil { start = index }
      if !isWord, let begin = start {
        words.append(begin..<index)
        start = nil
      }
    }
    return words
  }

  /// Whether a range stands between two single asterisks.
  func isItalic(_ range: Range<Int>) -> Bool {
    func character(_ index: Int) -> Character? {
      characters.indices.contains(index) ? characters[index] : nil
    }
    let (before, after) = (range.lowerBound - 1, range.upperBound)
    return character(before) == "*" && character(before - 1) != "*" && character(after) == "*"
      && character(after + 1) != "*"
  }

  /// Whether nothing but white space stands between two words.
  func areNeighbours(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
    characters[a.upperBound..<b.lowerBound].allSatisfy(\.isWhitespace)
  }
}

/// The words of the glossary in every form in which the text may use them.
struct Vocabulary {
  /// A form of a term: its words, in lower case unless they are capitals.
  private struct Form {
    let words: [String]
    let term: Int
  }

  /// A word of the glossary in a text.
  struct Found: Equatable {
    let term: Int
    let start: RunningText.Place
    /// Behind its last character.
    let end: RunningText.Place
    let isDefinition: Bool
  }

  /// Forms by their first word, the longest first.
  private var forms: [String: [Form]] = [:]

  init(_ terms: [Term]) {
    for (index, term) in terms.enumerated() {
      for form in Set(term.forms.flatMap { [$0, Self.plural(of: $0)] }) {
        let words = form.split(separator: " ").map { Self.normal($0) }
        forms[words[0], default: []].append(Form(words: words, term: index))
      }
    }
    for key in forms.keys { forms[key]?.sort { $0.words.count > $1.words.count } }
  }

  /// In lower case, so that it is found at the beginning of a sentence; PPO and KL stay capitals.
  private static func normal(_ word: some StringProtocol) -> String {
    let isAcronym = word.count { $0.isUppercase } > 1
    return isAcronym ? String(word) : word.lowercased()
  }

  private static func plural(of form: String) -> String {
    let vowels: [Character] = ["a", "e", "i", "o", "u"]
    if form.last == "y", let letter = form.dropLast().last, !vowels.contains(letter) {
      return form.dropLast() + "ies"
    }
    let hisses = ["s", "x", "ch", "sh"].contains { form.hasSuffix($0) }
    return form + (hisses ? "es" : "s")
  }

  /// The terms in a text, in its order; none inside of a longer one.
  func terms(in text: RunningText) -> [Found] {
    let ranges = text.words
    let words = ranges.map { Self.normal(String(text.characters[$0])) }
    var found: [Found] = []
    var index = 0
    while index < words.count {
      guard let form = longestForm(at: index, words, ranges, text) else {
        index += 1
        continue
      }
      let last = index + form.words.count - 1
      let range = ranges[index].lowerBound..<ranges[last].upperBound
      let end = text.places[range.upperBound - 1]
      found.append(
        Found(
          term: form.term, start: text.places[range.lowerBound],
          end: RunningText.Place(line: end.line, column: end.column + 1),
          isDefinition: text.isItalic(range)))
      index = last + 1
    }
    return found
  }

  private func longestForm(
    at index: Int, _ words: [String], _ ranges: [Range<Int>], _ text: RunningText
  ) -> Form? {
    forms[words[index]]?.first { form in
      let end = index + form.words.count
      guard end <= words.count, Array(words[index..<end]) == form.words else { return false }
      return (index..<end).dropLast().allSatisfy { text.areNeighbours(ranges[$0], ranges[$0 + 1]) }
    }
  }
}
