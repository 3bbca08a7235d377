import Files
import Foundation

/// `number` with a fixed count of decimals, the same in every locale.
public func rounded(_ number: Double, _ decimals: Int) -> String {
  // Rounding may leave a minus before a zero; a reader would stumble over it.
  let text = String(format: "%.\(decimals)f", number)
  return text.hasPrefix("-") && text.allSatisfy { "-0.".contains($0) }
    ? String(text.dropFirst()) : text
}

/// A return as people read it: with three decimals where all returns are small, as 0.955, and else
/// with one.
package func roundedReturn(_ value: Double) -> String {
  rounded(value, value.magnitude < 2 ? 3 : 1)
}

/// A few significant digits, or all that stand before the point: 0.0312, -1204, 1.5e8, 1e-6.
package func brief(_ number: Double, digits: Int = 3) -> String {
  let isLong = (100..<1e6).contains(number.magnitude)
  let text = String(format: isLong ? "%.0f" : "%.\(digits)g", number)
  // C writes two digits at least: e-06.
  return text.replacing("e-0", with: "e-").replacing("e+0", with: "e").replacing("e+", with: "e")
}

/// The middle of the numbers in their order, or the mean of the middle two; there is one at least.
package func median(_ numbers: [Double]) -> Double {
  require(!numbers.isEmpty, "a median is one of some numbers; got none")
  let sorted = numbers.sorted()
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// `number` with a comma between its thousands: 1,250,000.
public func grouped(_ number: Int) -> String {
  var digits = Array(String(number.magnitude))
  for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
  return (number < 0 ? "-" : "") + String(digits)
}
