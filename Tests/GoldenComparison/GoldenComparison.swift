import Files

/// What the core computed, in a shape that a golden file can hold.
protocol GoldenComparable {
  /// Compares each number, flag and text with what stands in the field, counts it in the field's
  /// tally, and reports it where it differs.
  func compare(with field: GoldenField, within tolerance: Tolerance)
}

extension GoldenField {
  /// Compares this field with what the core computed.
  func compare(_ computed: some GoldenComparable, within tolerance: Tolerance = .exact) {
    mark(.compared)
    computed.compare(with: self, within: tolerance)
  }

  /// Compares the field of this name; where it is missing, that is told.
  func compare(
    _ name: String, _ computed: some GoldenComparable, within tolerance: Tolerance = .exact
  ) {
    guard let field = find(name) else {
      return tally.report("\(child(name)): the field is missing")
    }
    field.compare(computed, within: tolerance)
  }

  /// Counts a leaf that must be equal, whatever the tolerance.
  fileprivate func count(equal: Bool, error: Double? = nil, computed: String) {
    tally.count(error: equal ? 0 : error, within: .exact)
    if !equal { differ(expected: summary, computed: computed) }
  }

  fileprivate func differ(expected: String, computed: String) {
    tally.report("\(path): expected \(expected), got \(computed)")
  }

  fileprivate var leaf: JSONValue? {
    if case .leaf(let value) = content { value } else { nil }
  }
}

// MARK: - Floating-point numbers

extension Double: GoldenComparable {
  func compare(with field: GoldenField, within tolerance: Tolerance) {
    guard let expected = field.leaf?.goldenDouble else {
      return field.count(equal: false, computed: "the number \(self)")
    }
    // The reference has no answer here, as automatic differentiation may have none. What must be
    // equal to the last bit was computed without, so there it is an answer like others, and wrong.
    if expected.isNaN, tolerance != .exact { return field.tally.skip() }
    let error = tolerance.error(of: self, from: expected)
    field.tally.count(error: error, within: tolerance)
    if !tolerance.allows(error) { field.differ(expected: "\(expected)", computed: "\(self)") }
  }
}

/// float32 values are written as the double with exactly that value.
extension Float: GoldenComparable {
  func compare(with field: GoldenField, within tolerance: Tolerance) {
    Double(self).compare(with: field, within: tolerance)
  }
}

// MARK: - Integers, words, flags and texts

/// Beyond 2^53 integers are written as decimal texts.
extension GoldenComparable where Self: FixedWidthInteger {
  func compare(with field: GoldenField, within tolerance: Tolerance) {
    let expected: Int128? =
      switch field.leaf {
      case .integer(let number): Int128(number)
      case .text(let text): Int128(text)
      default: nil
      }
    let error = expected.map { abs(Double(self) - Double($0)) }
    field.count(equal: expected.map { $0 == self } ?? false, error: error, computed: "\(self)")
  }
}
extension Int: GoldenComparable {}
extension UInt64: GoldenComparable {}

/// A 32-, 64- or 128-bit word, written in hexadecimal with all its digits.
struct HexWord: GoldenComparable {
  let text: String

  init(_ word: some FixedWidthInteger & UnsignedInteger) {
    let digits = String(word, radix: 16)
    text = "0x" + String(repeating: "0", count: word.bitWidth / 4 - digits.count) + digits
  }

  func compare(with field: GoldenField, within tolerance: Tolerance) {
    text.compare(with: field, within: tolerance)
  }
}

extension String: GoldenComparable {
  func compare(with field: GoldenField, within tolerance: Tolerance) {
    field.count(equal: field.leaf == .text(self), computed: "\"\(self)\"")
  }
}

extension Bool: GoldenComparable {
  func compare(with field: GoldenField, within tolerance: Tolerance) {
    field.count(equal: field.leaf == .bool(self), computed: "\(self)")
  }
}

// MARK: - Lists, vectors and null

extension Array: GoldenComparable where Element: GoldenComparable {
  func compare(with field: GoldenField, within tolerance: Tolerance) {
    guard case .list(let expected) = field.content else {
      return field.count(equal: false, computed: "a list of \(count)")
    }
    for (element, computed) in zip(expected, self) {
      computed.compare(with: element, within: tolerance)
    }
    guard expected.count != count else { return }
    field.differ(expected: "\(expected.count) values", computed: "\(count)")
  }
}

extension SIMD where Scalar: GoldenComparable {
  func compare(with field: GoldenField, within tolerance: Tolerance) {
    indices.map { self[$0] }.compare(with: field, within: tolerance)
  }
}
extension SIMD2: GoldenComparable where Scalar: GoldenComparable {}
extension SIMD3: GoldenComparable where Scalar: GoldenComparable {}
extension SIMD4: GoldenComparable where Scalar: GoldenComparable {}

/// Nothing is written as null.
extension Optional: GoldenComparable where Wrapped: GoldenComparable {
  func compare(with field: GoldenField, within tolerance: Tolerance) {
    if let self { return self.compare(with: field, within: tolerance) }
    field.count(equal: field.leaf == .null, computed: "null")
  }
}
