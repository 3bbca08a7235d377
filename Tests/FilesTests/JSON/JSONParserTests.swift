import TestSupport
import Testing

@testable import Files

private func parse(_ text: String) throws(JSONError) -> JSONValue {
  try JSONValue(parsing: Array(text.utf8))
}

struct JSONParserTests {
  @Test("every kind of value is kept apart, and members keep their order")
  func kinds() throws {
    let value = try parse(#" {"b": [null, true, 1, 1.0, "1"], "a": {}} "#)
    #expect(
      value
        == .object([
          .init(
            name: "b", value: .array([.null, .bool(true), .integer(1), .real(1), .text("1")])),
          .init(name: "a", value: .object([])),
        ]))
  }

  @Test("a double's shortest text gives back the same bits")
  func doubles() throws {
    var generator = SplitMix64(seed: 1)
    let random = (0..<20_000).map { _ in Double(bitPattern: generator.next()) }
    let special = [
      Double.leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
      .greatestFiniteMagnitude, 0.1, 1e23, 1e22, 0x1p53, 0x1.8p-1070,
    ]
    for number in special + random where number.isFinite {
      guard case .real(let parsed) = try parse("\(number)") else {
        Issue.record("\(number) is not read as a real number")
        continue
      }
      #expect(parsed.bitPattern == number.bitPattern, "\(number)")
    }
  }

  @Test(
    "integers are exact up to 64 bits; minus zero and what does not fit are real",
    arguments: [
      ("0", JSONValue.integer(0)), ("-7", .integer(-7)),
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      ("9007199254740993", .integer(9_007_199_254_740_993)),
      ("9223372036854775808", .real(0x1p63)), ("1e2", .real(100)), ("1E+2", .real(100)),
      ("2.50", .real(2.5)),
    ])
  func integers(text: String, expected: JSONValue) throws {
    #expect(try parse(text) == expected)
  }

  @Test("minus zero keeps its sign", arguments: ["-0", "-0.0", "-0e5"])
  func minusZero(text: String) throws {
    guard case .real(let number) = try parse(text) else {
      Issue.record("\(text) is not read as a real number")
      return
    }
    #expect(number.sign == .minus && number == 0)
  }

  @Test("escapes and characters beyond ASCII are read")
  func texts() throws {
    #expect(
      try parse(#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00π""#)
        == .text("a\"\\/\u{8}\u{c}\n\r\té😀π"))
  }

  @Test(
    "what is not JSON is refused with its place and reason",
    arguments: [
      ("", 1, "the file is empty"),
      (" \n ", 2, "the file is empty"),
      ("[1, 2", 6, "the text ends inside an array"),
      ("[1,", 4, "the text ends where a value is expected"),
      (#"{"a": 1"#, 8, "the text ends inside an object"),
      (#"{"a""#, 5, "a colon is expected"),
      (#""abc"#, 5, "the text ends inside a text"),
      (#""abc\"#, 6, "the text ends inside a text"),
      ("[1 2]", 4, "a comma or the end of an array is expected"),
      ("[1,]", 4, "a value cannot begin here"),
      ("{1: 2}", 2, "a name in quotes is expected"),
      (#"{"a": 1, "a": 2}"#, 13, "the name \"a\" occurs twice"),
      ("tru", 1, "an unknown word"),
      ("nan", 1, "an unknown word"),
      ("Infinity", 1, "a value cannot begin here"),
      ("01", 2, "there is more text after the end of the value"),
      ("[] []", 4, "there is more text after the end of the value"),
      ("1.", 3, "a digit is expected"),
      (".5", 1, "a value cannot begin here"),
      ("-", 2, "a digit is expected"),
      ("1e", 3, "a digit is expected"),
      ("1e999", 1, "the number is too large for a double"),
      (#""\x""#, 4, "an unknown escape"),
      (#""\u12g4""#, 6, "four hexadecimal digits are expected"),
      (#""\ud83d""#, 8, "half a surrogate pair"),
      (#""\ude00""#, 8, "half a surrogate pair"),
      ("\"a\nb\"", 1, "a control character inside a text"),
      ("\u{feff}1", 1, "a value cannot begin here"),
    ])
  func refused(text: String, column: Int, reason: String) {
    #expect { try parse(text) } throws: { error in
      let error = error as? JSONError
      return error?.reason == reason && error?.column == column
    }
  }

  @Test("an error's line is counted")
  func lines() {
    #expect(throws: JSONError(line: 3, column: 2, reason: "a value cannot begin here")) {
      try parse("[\n1,\n }")
    }
  }

  @Test(
    "bytes that are not UTF-8 are refused",
    arguments: [[0xff], [0x22, 0xc3, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]])
  func encoding(bytes: [UInt8]) {
    #expect(throws: JSONError(line: 1, column: 1, reason: "the file is not UTF-8 text")) {
      try JSONValue(parsing: bytes)
    }
  }

  @Test("nesting is followed 64 deep and refused beyond, however deep it is")
  func depth() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(throws: Never.self) { try parse(nested(64)) }
    #expect(throws: JSONError(line: 1, column: 65, reason: "nested more than 64 deep")) {
      try parse(nested(65))
    }
    #expect(throws: JSONError.self) { try parse(String(repeating: "[", count: 1_000_000)) }
  }
}
