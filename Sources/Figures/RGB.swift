/// A colour as `0xRRGGBB`.
struct RGB: Equatable, Hashable, ExpressibleByIntegerLiteral {
  var red, green, blue: Double

  init(red: Double, green: Double, blue: Double) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  init(integerLiteral value: UInt32) {
    self.init(
      red: Double(value >> 16 & 0xFF) / 255, green: Double(value >> 8 & 0xFF) / 255,
      blue: Double(value & 0xFF) / 255)
  }

  /// `#0672cb`, as SVG has it.
  var hexadecimal: String {
    let digits = [red, green, blue].map { channel in
      let value = UInt8((min(max(channel, 0), 1) * 255).rounded())
      return (value < 16 ? "0" : "") + String(value, radix: 16)
    }
    return "#\(digits.joined())"
  }

  /// `'#0672cb'`, as gnuplot reads it.
  var quoted: String { "'\(hexadecimal)'" }

  /// This colour, one 255th off in its blue, so that no rule for dark pages is about it: for what lies
  /// on a heat map, whose colours stand for values and remain.
  var fixed: RGB {
    let value = Int((blue * 255).rounded()) ^ 1
    return RGB(red: red, green: green, blue: Double(value) / 255)
  }

  /// This colour with `share` of it left and white for the rest.
  func tinted(_ share: Double) -> RGB { RGB(integerLiteral: 0xFFFFFF).mixed(with: self, share) }

  func mixed(with other: RGB, _ share: Double) -> RGB {
    RGB(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share,
      blue: blue + (other.blue - blue) * share)
  }

  /// Relative luminance (WCAG 2.1): 0 is black, 1 is white.
  var luminance: Double {
    func linear(_ channel: Double) -> Double {
      channel <= 0.04045 ? channel / 12.92 : power((channel + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// The contrast ratio of two colours (WCAG 2.1): from 1 for the same colour to 21.
  func contrast(with other: RGB) -> Double {
    let (darker, lighter) = (min(luminance, other.luminance), max(luminance, other.luminance))
    return (lighter + 0.05) / (darker + 0.05)
  }

  /// Black or white, whichever can be read better on this colour. One of them has a contrast of
  /// √21 = 4.58 or more with every colour, since their contrasts with it have the product 21.
  var ink: RGB { contrast(with: 0x000000) >= contrast(with: 0xFFFFFF) ? 0x000000 : 0xFFFFFF }

  /// This colour, or as much darker as it takes for `contrast` with white, in hundredths.
  func darkened(toContrast contrast: Double) -> RGB {
    let steps = (0...100).lazy.map { self.mixed(with: 0x000000, Double($0) / 100) }
    return steps.first { $0.contrast(with: 0xFFFFFF) >= contrast } ?? 0x000000
  }
}
