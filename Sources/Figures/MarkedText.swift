/// Words with subscripts and superscripts.
///
/// `_{…}` lowers what is between the braces and `^{…}` raises it: `"V_{θ}(s_{t+1})"`. Every other
/// character stands for itself, whatever it means to gnuplot.
struct MarkedText: Equatable {
  enum Level: Equatable { case normal, lowered, raised }
  struct Run: Equatable {
    var text: String
    var level: Level
  }
  var runs: [Run] = []

  // Scalars throughout, and never characters: a quote with an accent upon it is another
  // character than a quote, and still ends a string for gnuplot.
  init(_ source: String) {
    var rest = source.unicodeScalars.map(Self.printable)[...]
    var plain: [Unicode.Scalar] = []
    while let scalar = rest.first {
      if let (level, inside) = Self.markup(at: rest) {
        append(plain, .normal)
        plain = []
        append(inside, level)
        rest = rest.dropFirst(inside.count + 3)
      } else {
        plain.append(scalar)
        rest.removeFirst()
      }
    }
    append(plain, .normal)
  }

  private mutating func append(_ scalars: some Sequence<Unicode.Scalar>, _ level: Level) {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    if !text.isEmpty { runs.append(Run(text: String(text), level: level)) }
  }

  /// The level and the inside, where `rest` begins with `_{…}` or `^{…}`.
  private static func markup(
    at rest: ArraySlice<Unicode.Scalar>
  ) -> (Level, ArraySlice<Unicode.Scalar>)? {
    guard let mark = rest.first, mark == "_" || mark == "^",
      rest.dropFirst().first == "{", let end = rest.firstIndex(of: "}")
    else { return nil }
    let inside = rest[(rest.startIndex + 2)..<end]
    return inside.contains("{") ? nil : (mark == "_" ? .lowered : .raised, inside)
  }

  /// Control characters, line ends among them, become spaces; what XML cannot hold, `?`.
  private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: " "
    default: scalar.properties.isNoncharacterCodePoint ? "?" : scalar
    }
  }

  /// The words without their marks.
  var plain: String { runs.map(\.text).joined() }

  /// A string for gnuplot in single quotes, within which it knows no escape, no substitution
  /// and no end of line; the marks and the escapes are those of its enhanced text.
  var quoted: String { "'\(enhanced)'" }

  /// The same in bold letters.
  var quotedBold: String { "'{/:Bold \(enhanced)}'" }

  private var enhanced: String {
    runs.indices.map { index in
      let text = Self.escaped(keepingSpaces(ofRun: index))
      switch runs[index].level {
      case .normal: return text
      case .lowered: return "_{\(Self.shrunk)\(text)}"
      case .raised: return "^{\(Self.shrunk)\(text)}"
      }
    }.joined()
  }

  /// gnuplot makes lowered and raised letters 0.8 times as large, which is too small where a page is
  /// as narrow as a telephone; this makes it 0.87.
  private static let shrunk = "/*1.09 "

  /// Spaces at the edge of a run would be lost in the SVG's separate spans.
  private func keepingSpaces(ofRun index: Int) -> [Unicode.Scalar] {
    var scalars = Array(runs[index].text.unicodeScalars)
    if index > 0 && scalars.first == " " { scalars[0] = "\u{A0}" }
    if index < runs.count - 1 && scalars.last == " " { scalars[scalars.count - 1] = "\u{A0}" }
    return scalars
  }

  private static func escaped(_ scalars: [Unicode.Scalar]) -> String {
    scalars.enumerated().map { index, scalar in
      switch scalar {
      // By its octal code: how gnuplot reads doubled quotes depends on what is before them.
      case "'": #"\047"#
      // Followed by nothing in braces, or `\U+2200` would become the character of that number.
      case "\\": #"\\{}"#
      case "_", "^", "{", "}", "@", "&", "~": "\\\(scalar)"
      // Behind a brace a stroke announces a font.
      case "/" where index == 0: #"\/"#
      default: String(scalar)
      }
    }.joined()
  }

  /// The text's width in ems, for a wide sans face: room is left for the widest that a reader
  /// may have, since the picture does not carry its font.
  var width: Double {
    runs.reduce(0) { sum, run in
      sum + (run.level == .normal ? 1 : 0.87) * run.text.reduce(0) { $0 + Self.width(of: $1) }
    }
  }

  private static func width(of character: Character) -> Double {
    switch character {
    case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", "!", "·": 0.33
    case " ", "\u{A0}", "f", "t", "r", "(", ")", "[", "]", "-", "/", "\\", "\"": 0.4
    case "m", "w", "M", "W", "%", "@", "—", "→", "←", "∞", "…": 0.95
    case "A"..."Z", "θ", "∇", "Σ", "π", "0"..."9": 0.66
    case "+", "=", "−", "<", ">", "×", "≤", "≥", "≈": 0.8
    case "\u{2E80}"..."\u{FFDC}": 1.05
    default: 0.61
    }
  }
}
