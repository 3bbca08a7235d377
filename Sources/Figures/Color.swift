/// The colours of all figures: Okabe and Ito's palette, which readers with any of the common
/// colour-vision deficiencies can tell apart (M. Okabe, K. Ito, "Color Universal Design", 2008),
/// and a grey.
public enum Color: String, CaseIterable, Sendable {
  case blue, orange, green, vermilion, purple, skyBlue, yellow, black, gray

  /// The colour of lines and fills.
  var line: RGB {
    switch self {
    case .blue: 0x0072B2
    case .orange: 0xE69F00
    case .green: 0x009E73
    case .vermilion: 0xD55E00
    case .purple: 0xCC79A7
    case .skyBlue: 0x56B4E9
    case .yellow: 0xF0E442
    case .black: 0x222222
    case .gray: 0x8A8F98
    }
  }

  /// The same hue, dark enough for words on white (contrast at least 4.5 : 1).
  var text: RGB {
    switch self {
    case .blue: 0x0067A1
    case .orange: 0x8F6300
    case .green: 0x00795A
    case .vermilion: 0xB04D00
    case .purple: 0xA04577
    case .skyBlue: 0x1F75A8
    case .yellow: 0x736C00
    case .black: 0x222222
    case .gray: 0x5F6570
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

  /// The shape of this colour's points, so that colour is never the only difference.
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
  case solid, dashed, dotted, dashDotted

  var command: String {
    switch self {
    case .solid: "dashtype solid"
    case .dashed: "dashtype (14,8)"
    case .dotted: "dashtype (2,6)"
    case .dashDotted: "dashtype (14,6,2,6)"
    }
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

/// A colour as `0xRRGGBB`.
struct RGB: Equatable, ExpressibleByIntegerLiteral {
  var red, green, blue: Double

  init(red: Double, green: Double, blue: Double) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  init(integerLiteral value: UInt32) {
    self.init(
      red: Double(value >> 16 & 0xFF) / 255, green: Double(value >> 8 & 0xFF) / 255,
      blue: Double(value & 0xFF) / 255)
  }

  /// `'#0072b2'`, as gnuplot reads it.
  var quoted: String {
    let digits = [red, green, blue].map { channel in
      let value = UInt8((min(max(channel, 0), 1) * 255).rounded())
      return (value < 16 ? "0" : "") + String(value, radix: 16)
    }
    return "'#\(digits.joined())'"
  }

  /// This colour with `share` of it left and white for the rest.
  func tinted(_ share: Double) -> RGB { RGB(integerLiteral: 0xFFFFFF).mixed(with: self, share) }

  func mixed(with other: RGB, _ share: Double) -> RGB {
    RGB(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share,
      blue: blue + (other.blue - blue) * share)
  }
}
