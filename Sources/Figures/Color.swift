/// The colours of all figures: the hues of Okabe and Ito's palette (M. Okabe, K. Ito, "Color
/// Universal Design", 2008), darkened until each has a contrast of 3 : 1 with white, and moved apart
/// until readers with any of the common colour-vision deficiencies can tell each pair.
///
/// What stands for what in the book is ``Concept``'s.
public enum Color: String, CaseIterable, Sendable {
  case blue, orange, green, vermilion, purple, skyBlue, black, gray
  /// For fills: no line of it can be seen on white.
  case yellow

  /// Those that lines can have.
  static let lines = allCases.filter { $0 != .yellow }

  /// The colour of lines and fills.
  var line: RGB {
    switch self {
    case .blue: 0x0676CB
    case .orange: 0xC88003
    case .green: 0x097E4F
    case .vermilion: 0xB1390D
    case .purple: 0x8C3B88
    case .skyBlue: 0x13A0B8
    case .yellow: 0xF0E442
    case .black: 0x222222
    case .gray: 0x8A8D92
    }
  }

  /// The same hue, dark enough for words on white (WCAG 2.1, AA).
  var text: RGB { line.darkened(toContrast: 4.5) }

  /// What takes its place, also in words, on a page that is dark.
  var night: RGB {
    switch self {
    case .blue: 0x42A1FF
    case .orange: 0xF0AA33
    case .green: 0x2BA672
    case .vermilion: 0xEA653E
    case .purple: 0xAB7FBD
    case .skyBlue: 0x75D7EF
    case .yellow: 0xF0E442
    case .black: 0xE6EDF3
    case .gray: 0x8C949D
    }
  }

  /// How lines of this colour are broken among lines of others, so that colour is never the only
  /// difference.
  var dash: Dash {
    switch self {
    case .blue, .yellow: .solid
    case .orange: .dashed
    case .green: .dashDotted
    case .vermilion: .longShortDashed
    case .purple: .shortDashed
    case .skyBlue: .dashDotDotted
    case .black: .longDashed
    case .gray: .dotted
    }
  }

  /// gnuplot's number for the character of which its `dumb` terminal makes lines of this colour, and
  /// that character. Black and grey, which lines have that are no curves, look like an axis.
  var stroke: (linetype: Int, character: Character) {
    switch self {
    case .blue: (1, "*")
    case .orange: (2, "#")
    case .green: (3, "$")
    case .vermilion: (4, "%")
    case .purple: (5, "@")
    case .skyBlue: (6, "&")
    case .yellow: (7, "=")
    case .black, .gray: (-1, "-")
    }
  }

  /// Of which broken lines of this colour are made in a terminal, whose lines know no gaps.
  var brokenStroke: Character {
    switch self {
    case .blue: "o"
    case .orange: "x"
    case .green: "v"
    case .vermilion: "^"
    case .purple: "w"
    case .skyBlue: "~"
    case .yellow: ":"
    case .black, .gray: "'"
    }
  }

  /// The shape of this colour's points.
  var shape: PointShape {
    switch self {
    case .blue: .circle
    case .orange: .square
    case .green: .triangle
    case .vermilion: .diamond
    case .purple: .invertedTriangle
    case .skyBlue: .openCircle
    case .yellow: .openSquare
    case .black: .cross
    case .gray: .plus
    }
  }
}

/// How a line is broken.
public enum Dash: String, CaseIterable, Sendable {
  case solid, dashed, dotted, dashDotted, shortDashed, longDashed, longShortDashed, dashDotDotted

  /// The lengths of strokes and gaps in turn, each as a share of half the line's width; none of a
  /// solid line.
  var lengths: [Int] {
    switch self {
    case .solid: []
    case .dashed: [14, 8]
    case .dotted: [2, 6]
    case .dashDotted: [14, 6, 2, 6]
    case .shortDashed: [6, 6]
    case .longDashed: [26, 8]
    case .longShortDashed: [22, 6, 8, 6]
    case .dashDotDotted: [14, 6, 2, 6, 2, 6]
    }
  }

  var command: String {
    lengths.isEmpty
      ? "dashtype solid" : "dashtype (\(lengths.map { "\($0)" }.joined(separator: ",")))"
  }
}

/// What stands at a point.
public enum PointShape: Int, CaseIterable, Sendable {
  case plus = 1
  case cross = 2
  case openSquare = 4
  case square = 5
  case openCircle = 6
  case circle = 7
  case triangle = 9
  case invertedTriangle = 11
  case diamond = 13
}
