#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// `value` with six significant digits at most: what the data file shows and gnuplot gets.
func sixDigits(_ value: Double) -> String {
  guard value.isFinite else { return "nan" }
  // Minus zero is a zero.
  if value == 0 { return "0" }
  var buffer = [CChar](repeating: 0, count: 32)
  let length = withVaList([value]) { vsnprintf(&buffer, buffer.count, "%.6g", $0) }
  return String(decoding: buffer[..<Int(length)].map(UInt8.init), as: UTF8.self)
}

/// The number that `sixDigits` shows; NaN for what is not finite.
func roundedToSixDigits(_ value: Double) -> Double {
  value.isFinite ? Double(sixDigits(value))! : .nan
}
