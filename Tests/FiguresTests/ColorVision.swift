import Foundation

@testable import Figures

/// How a reader sees colours: with all three kinds of cones, or without one of them.
///
/// The matrices are those of severity 1 in G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A
/// Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE Transactions on
/// Visualization and Computer Graphics 15(6), 2009. They act on linear RGB.
enum ColorVision: String, CaseIterable {
  case normal, protanopia, deuteranopia, tritanopia

  var matrix: [[Double]] {
    switch self {
    case .normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .protanopia:
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    case .deuteranopia:
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    case .tritanopia:
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    }
  }

  func seen(_ color: RGB) -> Lab {
    let linear = [color.red, color.green, color.blue].map { channel in
      channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
    }
    let seen = matrix.map { row in
      min(max(zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 }, 0), 1)
    }
    return Lab(linear: seen)
  }

  /// The two of the colours that are nearest to each other, and how near.
  func nearest<Name>(_ colors: [(name: Name, rgb: RGB)]) -> (pair: (Name, Name), distance: Double) {
    var best: (pair: (Name, Name), distance: Double)?
    for (index, one) in colors.enumerated() {
      for two in colors[(index + 1)...] {
        let distance = seen(one.rgb).distance(to: seen(two.rgb))
        if distance < best?.distance ?? .infinity { best = ((one.name, two.name), distance) }
      }
    }
    return best!
  }
}

/// A colour in CIE 1976 L*a*b*, under the light D65.
struct Lab: Equatable {
  var lightness, a, b: Double

  init(_ lightness: Double, _ a: Double, _ b: Double) {
    (self.lightness, self.a, self.b) = (lightness, a, b)
  }

  /// - Parameter linear: red, green and blue of sRGB, before its transfer function.
  init(linear: [Double]) {
    // IEC 61966-2-1. The white point is what the rows add up to.
    let rows = [
      [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
      [0.0193339, 0.1191920, 0.9503041],
    ]
    let f = rows.map { row in
      let share = zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 } / row.reduce(0, +)
      return share > 216.0 / 24389 ? cbrt(share) : (24389.0 / 27 * share + 16) / 116
    }
    self.init(116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2]))
  }

  /// CIEDE2000, with its three factors at 1.
  ///
  /// G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 Color-Difference Formula: Implementation Notes,
  /// Supplementary Test Data, and Mathematical Observations", Color Research & Application 30(1),
  /// 2005.
  func distance(to other: Lab) -> Double {
    let meanChroma = (hypot(a, b) + hypot(other.a, other.b)) / 2
    let stretch = 1 + 0.5 * (1 - Self.saturation(meanChroma))
    let (one, two) = (polar(stretch), other.polar(stretch))
    let turn = (two.hue - one.hue + 540).truncatingRemainder(dividingBy: 360) - 180
    let deltaHue = 2 * (one.chroma * two.chroma).squareRoot() * sin(turn / 2 * .pi / 180)
    let mean = (
      lightness: (lightness + other.lightness) / 2, chroma: (one.chroma + two.chroma) / 2,
      hue: one.hue + turn / 2
    )
    let squared = (mean.lightness - 50) * (mean.lightness - 50)
    let lightnessTerm =
      (other.lightness - lightness) / (1 + 0.015 * squared / (20 + squared).squareRoot())
    let chromaTerm = (two.chroma - one.chroma) / (1 + 0.045 * mean.chroma)
    let hueTerm = deltaHue / (1 + 0.015 * mean.chroma * Self.hueWeight(mean.hue))
    let rotation = Self.rotation(hue: mean.hue, chroma: mean.chroma)
    return
      (lightnessTerm * lightnessTerm + chromaTerm * chromaTerm + hueTerm * hueTerm
      + rotation * chromaTerm * hueTerm).squareRoot()
  }

  /// Chroma, and hue in degrees, 0 ..< 360.
  private func polar(_ stretch: Double) -> (chroma: Double, hue: Double) {
    let degrees = atan2(b, a * stretch) * 180 / .pi
    return (hypot(a * stretch, b), degrees < 0 ? degrees + 360 : degrees)
  }

  private static func saturation(_ chroma: Double) -> Double {
    (pow(chroma, 7) / (pow(chroma, 7) + pow(25, 7))).squareRoot()
  }

  private static func hueWeight(_ hue: Double) -> Double {
    func cosine(_ degrees: Double) -> Double { cos(degrees * .pi / 180) }
    return 1 - 0.17 * cosine(hue - 30) + 0.24 * cosine(2 * hue) + 0.32 * cosine(3 * hue + 6)
      - 0.20 * cosine(4 * hue - 63)
  }

  private static func rotation(hue: Double, chroma: Double) -> Double {
    // The mean hue may lie outside of one turn.
    let hue = (hue + 360).truncatingRemainder(dividingBy: 360)
    let angle = 60 * exp(-pow((hue - 275) / 25, 2))
    return -2 * saturation(chroma) * sin(angle * .pi / 180)
  }
}
