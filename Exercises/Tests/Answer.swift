import TestSupport
import Testing

/// Expects an answer, and says in one line what it should have been, for which question.
func expectAnswer(
  _ question: String, _ yours: [Double], is expected: [Double], tolerance: Double = 1e-11,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  if Closeness(yours, expected, tolerance: tolerance).isClose { return }
  Issue.record(
    "\(question): expected \(short(expected)); you returned \(short(yours))",
    sourceLocation: sourceLocation)
}

func expectAnswer(
  _ question: String, _ yours: Double, is expected: Double, tolerance: Double = 1e-11,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectAnswer(
    question, [yours], is: [expected], tolerance: tolerance, sourceLocation: sourceLocation)
}

/// Up to six numbers with up to six decimals each.
func short(_ numbers: [Double]) -> String {
  let texts = numbers.prefix(6).map(short)
  let rest = numbers.count > 6 ? [", … (\(numbers.count) numbers)"] : []
  return numbers.isEmpty ? "nothing" : texts.joined(separator: ", ") + rest.joined()
}

/// A number with up to six decimals; large and tiny ones in full.
func short(_ number: Double) -> String {
  if number.isNaN { return "NaN" }
  let rounded = (number * 1e6).rounded() / 1e6
  let isReadable = number.magnitude < 1e6 && (number == 0 || number.magnitude >= 1e-3)
  let text = isReadable ? "\(rounded)" : "\(number)"
  let whole = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  return whole.replacing("-", with: "−")
}

/// Reproducible numbers between −1 and 1 for tests of a property.
func someNumbers(_ count: Int, seed: UInt64) -> [Double] {
  var generator = SplitMix64(seed: seed)
  return (0..<count).map { _ in Double.random(in: -1...1, using: &generator) }
}

/// ‖x‖².
func squaredLength(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 } }
