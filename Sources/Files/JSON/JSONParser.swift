/// Why a text is not JSON, and where.
package struct JSONError: Error, Equatable, CustomStringConvertible {
  package let line: Int
  package let column: Int
  package let reason: String

  package var description: String { "line \(line), column \(column): \(reason)" }
}

extension JSONValue {
  /// Parses a whole JSON text (RFC 8259), strictly.
  ///
  /// By hand, because `JSONDecoder` neither keeps the order of names nor notices one that occurs twice,
  /// does not tell `1` from `1.0`, and does not say in which line and column a text is wrong.
  ///
  /// Stricter than most parsers where leniency would hide a doctored file: a name that occurs twice
  /// in an object, a number too large for a double, and anything after the value are errors.
  /// Containers may be nested 64 deep, so that no input can exhaust the stack.
  ///
  /// - Parameter bytes: the text in UTF-8, without a byte order mark.
  package init(parsing bytes: [UInt8]) throws(JSONError) {
    var parser = JSONParser(bytes: bytes)
    self = try parser.parseDocument()
  }
}

private struct JSONParser {
  static let deepestNesting = 64

  let bytes: [UInt8]
  var position = 0
  var depth = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The byte at `position`, or nil at the end.
  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func parseDocument() throws(JSONError) -> JSONValue {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw JSONError(line: 1, column: 1, reason: "the file is not UTF-8 text")
    }
    skipSpace()
    guard next != nil else { throw error("the file is empty") }
    let value = try parseValue()
    skipSpace()
    guard next == nil else { throw error("there is more text after the end of the value") }
    return value
  }

  mutating func parseValue() throws(JSONError) -> JSONValue {
    guard let byte = next else { throw error("the text ends where a value is expected") }
    switch Unicode.Scalar(byte) {
    case "{": return try nested { parser throws(JSONError) in try parser.parseObject() }
    case "[": return try nested { parser throws(JSONError) in try parser.parseArray() }
    case "\"": return .text(try parseText())
    case "t": return try parse(word: "true", as: .bool(true))
    case "f": return try parse(word: "false", as: .bool(false))
    case "n": return try parse(word: "null", as: .null)
    case "-", "0"..."9": return try parseNumber()
    default: throw error("a value cannot begin here")
    }
  }
}

// MARK: - Objects and arrays

extension JSONParser {
  mutating func nested(
    _ parse: (inout JSONParser) throws(JSONError) -> JSONValue
  ) throws(JSONError) -> JSONValue {
    guard depth < Self.deepestNesting else {
      throw error("nested more than \(Self.deepestNesting) deep")
    }
    depth += 1
    defer { depth -= 1 }
    position += 1
    skipSpace()
    return try parse(&self)
  }

  mutating func parseObject() throws(JSONError) -> JSONValue {
    var members: [JSONValue.Member] = []
    var names: Set<String> = []
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw error("a name in quotes is expected") }
      let name = try parseText()
      guard names.insert(name).inserted else { throw error("the name \"\(name)\" occurs twice") }
      skipSpace()
      guard take(":") else { throw error("a colon is expected") }
      skipSpace()
      members.append(JSONValue.Member(name: name, value: try parseValue()))
      skipSpace()
    } while take(",")
    guard take("}") else { throw unfinished("an object") }
    return .object(members)
  }

  mutating func parseArray() throws(JSONError) -> JSONValue {
    var elements: [JSONValue] = []
    if take("]") { return .array(elements) }
    repeat {
      skipSpace()
      elements.append(try parseValue())
      skipSpace()
    } while take(",")
    guard take("]") else { throw unfinished("an array") }
    return .array(elements)
  }
}

// MARK: - Words and numbers

extension JSONParser {
  mutating func parse(word: StaticString, as value: JSONValue) throws(JSONError) -> JSONValue {
    let wanted = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes[position...].starts(with: wanted) else { throw error("an unknown word") }
    position += wanted.count
    return value
  }

  /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
  mutating func parseNumber() throws(JSONError) -> JSONValue {
    let start = position
    var isInteger = true
    _ = take("-")
    if !take("0") { try skipDigits() }
    if take(".") {
      isInteger = false
      try skipDigits()
    }
    if take("e") || take("E") {
      isInteger = false
      if !take("+") { _ = take("-") }
      try skipDigits()
    }
    let literal = String(decoding: bytes[start..<position], as: UTF8.self)
    // "-0" is minus zero, which an integer cannot hold.
    if isInteger, literal != "-0", let integer = Int(literal) { return .integer(integer) }
    guard let real = Double(literal), real.isFinite else {
      position = start
      throw error("the number is too large for a double")
    }
    return .real(real)
  }

  mutating func skipDigits() throws(JSONError) {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    guard position > start else { throw error("a digit is expected") }
  }
}

// MARK: - Texts

extension JSONParser {
  mutating func parseText() throws(JSONError) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += String(try parseEscape()).utf8
      case 0..<0x20: throw error("a control character inside a text")
      default: text.append(byte)
      }
    }
    throw unfinished("a text")
  }

  mutating func parseEscape() throws(JSONError) -> Unicode.Scalar {
    guard let byte = next else { throw unfinished("a text") }
    position += 1
    switch Unicode.Scalar(byte) {
    case "\"", "\\", "/": return Unicode.Scalar(byte)
    case "b": return "\u{8}"
    case "f": return "\u{c}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u": return try parseUnicodeEscape()
    default: throw error("an unknown escape")
    }
  }

  /// The four digits after `\u`, and those of the second half where two stand for one character.
  mutating func parseUnicodeEscape() throws(JSONError) -> Unicode.Scalar {
    let first = try parseHexDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xdc00, take("\\"), take("u") else { throw error("half a surrogate pair") }
    let second = try parseHexDigits()
    guard (0xdc00..<0xe000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    else { throw error("half a surrogate pair") }
    return scalar
  }

  mutating func parseHexDigits() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error("four hexadecimal digits are expected")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}

// MARK: - Small steps

extension JSONParser {
  /// Steps over `symbol` if it comes next.
  mutating func take(_ symbol: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: symbol) else { return false }
    position += 1
    return true
  }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      position += 1
    }
  }

  func unfinished(_ what: String) -> JSONError {
    let isCutOff = next == nil
    return error(
      isCutOff ? "the text ends inside \(what)" : "a comma or the end of \(what) is expected")
  }

  func error(_ reason: String) -> JSONError {
    let before = bytes[..<position]
    let lineStart = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    let line = before.count { $0 == 0x0a } + 1
    return JSONError(line: line, column: position - lineStart + 1, reason: reason)
  }
}
