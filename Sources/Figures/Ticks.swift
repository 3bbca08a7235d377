#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

func logarithm(_ value: Double) -> Double { log10(value) }

/// A mark on an axis. Minor marks carry no label.
struct Tick: Equatable {
  var value: Double
  var label: String
  var isMinor = false
}

extension Axis {
  /// The marks of this axis between its ends, `count` of them or fewer where they are automatic.
  func marks(on axis: ResolvedAxis, atMost count: Int) -> [Tick] {
    switch ticks {
    case .none: []
    case .named(let pairs):
      pairs.map { Tick(value: $0.value, label: $0.label) }.filter { axis.contains($0.value) }
    case .at(let values):
      zip(values, tickLabels(for: values)).map { Tick(value: $0, label: $1) }
        .filter { axis.contains($0.value) }
    case .automatic:
      axis.scale == .linear
        ? linearTicks(axis, atMost: count) : logarithmicTicks(axis, atMost: count)
    }
  }
}

/// Multiples of 1, 2 or 5 times a power of ten.
private func linearTicks(_ axis: ResolvedAxis, atMost count: Int) -> [Tick] {
  let values = roundValues(from: axis.lower, to: axis.upper, atMost: max(count, 2))
  return zip(values, tickLabels(for: values)).map { Tick(value: $0, label: $1) }
}

func roundValues(from lower: Double, to upper: Double, atMost count: Int) -> [Double] {
  var exponent = Int(floor(log10((upper - lower) / Double(count))))
  while true {
    for factor in [1.0, 2, 5] {
      // One division or product by a whole power of ten: 0.3 and not 0.30000000000000004.
      let power = pow(10, Double(abs(exponent)))
      let scale = { (k: Double) in exponent < 0 ? k * factor / power : k * factor * power }
      let tolerance = 1e-9 * (upper - lower)
      let first = ceil((lower - tolerance) / scale(1))
      let last = floor((upper + tolerance) / scale(1))
      if last - first + 1 <= Double(count) {
        // Adding zero turns minus zero into zero.
        return first > last ? [] : stride(from: first, through: last, by: 1).map { scale($0) + 0 }
      }
    }
    exponent += 1
  }
}

/// Powers of ten, every one or every second …, with unlabelled marks between; within one and a
/// half decades, 1, 2 and 5 times them.
private func logarithmicTicks(_ axis: ResolvedAxis, atMost count: Int) -> [Tick] {
  let decades = log10(axis.upper / axis.lower)
  let stride = max(1, Int((decades / Double(max(count, 1))).rounded(.up)))
  let multiples = decimalMultiples(on: axis)
  let labelled = multiples.filter { multiple in
    if decades < 1.5 { return [1, 2, 5].contains(multiple.factor) }
    return multiple.factor == 1 && multiple.exponent.isMultiple(of: stride)
  }
  let texts = logarithmicLabels(for: labelled.map { $0.value })
  var ticks = zip(labelled, texts).map { Tick(value: $0.value, label: $1) }
  if stride == 1 {
    let bare = multiples.filter { multiple in !labelled.contains(multiple) }
    ticks += bare.map { Tick(value: $0.value, label: "", isMinor: true) }
  }
  return ticks.sorted { $0.value < $1.value }
}

/// A whole multiple, 1 … 9, of a power of ten.
private struct DecimalMultiple: Equatable {
  var factor: Int
  var exponent: Int

  var value: Double {
    let power = pow(10, Double(abs(exponent)))
    return exponent < 0 ? Double(factor) / power : Double(factor) * power
  }
}

private func decimalMultiples(on axis: ResolvedAxis) -> [DecimalMultiple] {
  let exponents = Int(floor(log10(axis.lower)))...Int(ceil(log10(axis.upper)))
  return exponents.flatMap { exponent in
    (1...9).map { DecimalMultiple(factor: $0, exponent: exponent) }
  }.filter { multiple in
    multiple.value >= axis.lower * (1 - 1e-9) && multiple.value <= axis.upper * (1 + 1e-9)
  }
}

private func logarithmicLabels(for values: [Double]) -> [String] {
  if values.allSatisfy({ $0 >= 0.999e-3 && $0 < 1e9 }) { return values.map(humanised) }
  return values.map { value in
    let exponent = Int((log10(value) + 1e-9).rounded(.down))
    let factor = (value / pow(10, Double(exponent))).rounded()
    let power = "10^{\(withMinusSign("\(exponent)"))}"
    return factor == 1 ? power : "\(Int(factor))·\(power)"
  }
}

/// Labels for evenly divided axes: as many decimals as tell the values apart, thousands as `k`
/// and millions as `M` from ten thousand on.
func tickLabels(for values: [Double]) -> [String] {
  let largest = values.map(abs).max() ?? 0
  if largest >= 1e12 || (largest > 0 && largest < 1e-3) {
    return values.map { scientific($0, exponent: Int(floor(log10(largest) + 1e-9))) }
  }
  if largest >= 10_000 { return values.map(humanised) }
  let decimals = (0...6).first { decimals in
    values.allSatisfy { abs($0 - roundTo($0, decimals)) <= 1e-9 * max(largest, 1e-3) }
  }
  return values.map { withMinusSign(fixed($0, decimals: decimals ?? 6)) }
}

/// 200000 is `200k`, 1500000 is `1.5M`.
func humanised(_ value: Double) -> String {
  let (scale, suffix): (Double, String) =
    switch abs(value) {
    case 1e9...: (1e9, "G")
    case 1e6...: (1e6, "M")
    case 1e3...: (1e3, "k")
    default: (1, "")
    }
  return withMinusSign(sixDigits(value / scale)) + suffix
}

/// `3·10^{−5}`, with the exponent of the axis's largest value.
private func scientific(_ value: Double, exponent: Int) -> String {
  if value == 0 { return "0" }
  let mantissa = withMinusSign(sixDigits(value / pow(10, Double(exponent))))
  return "\(mantissa)·10^{\(withMinusSign("\(exponent)"))}"
}

private func roundTo(_ value: Double, _ decimals: Int) -> Double {
  let scale = pow(10, Double(decimals))
  return (value * scale).rounded() / scale
}

private func fixed(_ value: Double, decimals: Int) -> String {
  var buffer = [CChar](repeating: 0, count: 64)
  let length = withVaList([CInt(decimals), value == 0 ? 0 : value]) {
    vsnprintf(&buffer, buffer.count, "%.*f", $0)
  }
  return String(decoding: buffer[..<Int(length)].map(UInt8.init), as: UTF8.self)
}

/// A minus sign in place of the hyphen.
func withMinusSign(_ number: String) -> String { number.replacing("-", with: "−") }
