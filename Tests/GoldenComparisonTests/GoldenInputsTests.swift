import Files
import Testing

@testable import GoldenComparison

struct GoldenInputsTests {
  private func field(_ text: String) throws -> GoldenField {
    GoldenField(root: try JSONValue(parsing: Array(text.utf8)), tally: GoldenTally())
  }

  @Test("an input is read and marked")
  func inputs() throws {
    let file = try field(
      """
      {"t": "x", "b": true, "i": -3, "l": "9007199254740993", "s": "18446744073709551615",
       "d": 2, "n": "-inf", "v": [1.5, 2], "a": [0, 1], "w": {"x": "y"}}
      """)
    #expect(try file["t"].inputText() == "x")
    #expect(try file["b"].inputFlag())
    #expect(try file["i"].inputInteger() == -3)
    #expect(try file["l"].inputInteger() == 9_007_199_254_740_993)
    #expect(try file["s"].inputSeed() == .max)
    #expect(try file["d"].inputFinite() == 2)
    #expect(try file["n"].inputDouble() == -.infinity)
    #expect(try file["v"].inputFinites() == [1.5, 2])
    #expect(try file["a"].inputIntegers(in: 0...1) == [0, 1])
    try file["w"].inputWords()
    #expect(file.unchecked.isEmpty)
    #expect(file.tally.compared == 0)
  }

  /// The ways to read an input.
  enum Kind: CaseIterable {
    case text, flag, integer, seed, double, finite, doubles, action, words

    func read(_ field: GoldenField) throws(GoldenError) {
      switch self {
      case .text: _ = try field.inputText()
      case .flag: _ = try field.inputFlag()
      case .integer: _ = try field.inputInteger()
      case .seed: _ = try field.inputSeed()
      case .double: _ = try field.inputDouble()
      case .finite: _ = try field.inputFinite()
      case .doubles: _ = try field.inputDoubles()
      case .action: _ = try field.inputInteger(in: 0...1)
      case .words: try field.inputWords()
      }
    }
  }

  @Test(
    "an input of the wrong type or value is refused",
    arguments: [
      ("1", Kind.text), ("1", .flag), ("0", .flag), ("\"true\"", .flag), ("1.0", .integer),
      ("true", .integer), ("\"x\"", .integer), ("null", .integer), ("[1]", .integer),
      ("-1", .seed), ("\"18446744073709551616\"", .seed), ("1.0", .seed),
      ("true", .double), ("\"1\"", .double), ("\"nan\"", .double), ("\"inf\"", .finite),
      ("3", .doubles), ("[]", .doubles), ("[1, \"x\"]", .doubles), ("[[1]]", .doubles),
      ("2", .action), ("-1", .action), ("7", .words), ("{\"a\": 1}", .words), ("{}", .words),
    ])
  func refused(text: String, kind: Kind) throws {
    let field = try field(text)
    #expect(throws: GoldenError.self) { try kind.read(field) }
  }
}
