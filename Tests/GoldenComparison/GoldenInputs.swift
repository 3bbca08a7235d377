import Files

// What a case gives the core to compute with. Each of these marks the field as an input.

extension GoldenField {
  /// The value of a leaf.
  private var inputLeaf: JSONValue? {
    guard case .leaf(let value) = content else { return nil }
    mark(.input)
    return value
  }

  func inputText() throws(GoldenError) -> String {
    guard case .text(let text) = inputLeaf else { throw unlike("a text") }
    return text
  }

  func inputFlag() throws(GoldenError) -> Bool {
    guard case .bool(let flag) = inputLeaf else { throw unlike("true or false") }
    return flag
  }

  /// An integer, which beyond 2^53 is a decimal text.
  func inputInteger() throws(GoldenError) -> Int {
    switch inputLeaf {
    case .integer(let number): return number
    case .text(let text):
      guard let number = Int(text) else { throw unlike("an integer") }
      return number
    default: throw unlike("an integer")
    }
  }

  /// An integer of which only values in `range` make sense.
  func inputInteger(in range: ClosedRange<Int>) throws(GoldenError) -> Int {
    let number = try inputInteger()
    guard range.contains(number) else {
      throw unlike("an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A seed of at most 64 bits.
  func inputSeed() throws(GoldenError) -> UInt64 {
    switch inputLeaf {
    case .integer(let number) where number >= 0: return UInt64(number)
    case .text(let text):
      guard let seed = UInt64(text) else { throw unlike("a seed from 0 to 2^64 - 1") }
      return seed
    default: throw unlike("a seed from 0 to 2^64 - 1")
    }
  }

  /// A number, "inf" or "-inf". The core is never given "nan".
  func inputDouble() throws(GoldenError) -> Double {
    guard let number = inputLeaf?.goldenDouble, !number.isNaN else { throw unlike("a number") }
    return number
  }

  /// A finite number.
  func inputFinite() throws(GoldenError) -> Double {
    let number = try inputDouble()
    guard number.isFinite else { throw unlike("a finite number") }
    return number
  }

  func inputFinites() throws(GoldenError) -> [Double] {
    try elements.map { element throws(GoldenError) in try element.inputFinite() }
  }

  func inputDoubles() throws(GoldenError) -> [Double] {
    try elements.map { element throws(GoldenError) in try element.inputDouble() }
  }

  func inputIntegers(in range: ClosedRange<Int>) throws(GoldenError) -> [Int] {
    try elements.map { element throws(GoldenError) in try element.inputInteger(in: range) }
  }

  /// Words for a reader, which no number depends on: texts, or an object of texts.
  func inputWords() throws(GoldenError) {
    guard case .object(let fields) = content else {
      _ = try inputText()
      return
    }
    for field in fields { _ = try field.inputText() }
  }
}

extension JSONValue {
  /// A floating-point number as golden files write it.
  var goldenDouble: Double? {
    switch self {
    case .integer(let number): Double(exactly: number)
    case .real(let number): number
    case .text("inf"): .infinity
    case .text("-inf"): -.infinity
    case .text("nan"): .nan
    default: nil
    }
  }
}
