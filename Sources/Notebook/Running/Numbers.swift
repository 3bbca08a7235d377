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

/// `number` with a comma between its thousands: 1,250,000.
public func grouped(_ number: Int) -> String {
  var digits = Array(String(number.magnitude))
  for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
  return (number < 0 ? "-" : "") + String(digits)
}
