import Files
import Testing

@testable import GoldenComparison

struct GoldenComparisonTests {
  let tally = GoldenTally()

  private func field(_ text: String) throws -> GoldenField {
    GoldenField(root: try JSONValue(parsing: Array(text.utf8)), tally: tally)
  }

  @Test("equal values of every kind are counted and told nowhere")
  func equal() throws {
    let file = try field(
      """
      {"double": 0.1, "float": 0.10000000149011612, "whole": 3, "minus": "-inf", "integer": -4,
       "long": "9007199254740993", "word": "0x0000002a", "text": "a", "flag": false, "null": null,
       "list": [[1, 2.5], [3, -0.0]], "vector": [1, 2, 3, 4], "none": [null, [1, 1, 1, 1]]}
      """)
    file.compare("double", 0.1)
    file.compare("float", Float(0.1))
    file.compare("whole", 3.0)
    file.compare("minus", -Double.infinity)
    file.compare("integer", -4)
    file.compare("long", UInt64(9_007_199_254_740_993))
    file.compare("word", HexWord(UInt32(42)))
    file.compare("text", "a")
    file.compare("flag", false)
    file.compare("null", Int?.none)
    file.compare("list", [[1, 2.5], [3, 0]])
    file.compare("vector", SIMD4<Float>(1, 2, 3, 4))
    file.compare("none", [nil, SIMD4<Double>(repeating: 1)])
    #expect(tally.firstProblems == [])
    #expect(tally.compared == 10 + 4 + 4 + 5)
    #expect(tally.skipped == 0)
    #expect(file.unchecked.isEmpty)
  }

  @Test("a difference is told with its path, what was expected and what came")
  func different() throws {
    let file = try field(#"{"a": [1, 0.5], "b": "0x2b", "c": true, "d": 7, "e": "nan"}"#)
    file.compare("a", [1, 0.25])
    file.compare("b", HexWord(UInt32(0x2b)))
    file.compare("c", false)
    file.compare("d", 9)
    #expect(
      tally.firstProblems == [
        "a[1]: expected 0.5, got 0.25",
        "b: expected \"0x2b\", got \"0x0000002b\"",
        "c: expected true, got false",
        "d: expected 7, got 9",
      ])
    #expect(tally.largestErrors.map(\.error) == [2])
  }

  @Test("a value of another type differs, whatever it says")
  func types() throws {
    for (text, computed) in [
      ("true", 1), ("\"1\"", 1.0), ("1.0", 1), ("1", true), ("1", "1"), ("[1]", 1), ("1", [1]),
      ("null", 0), ("0", Int?.none), ("[]", [Double]()), ("[[1]]", [1]), ("1", Double.nan),
    ] as [(String, any GoldenComparable)] {
      let before = tally.problemCount
      try field(text).compare(computed)
      #expect(tally.problemCount == before + 1, "\(text) against \(computed)")
    }
  }

  @Test("lists of different length differ, also where one is the beginning of the other")
  func lengths() throws {
    try field("[1, 2, 3]").compare([1, 2])
    try field("[1, 2]").compare([1, 2, 3])
    try field("[]").compare([1.5])
    #expect(
      tally.firstProblems == [
        ": expected 3 values, got 2", ": expected 2 values, got 3",
        ": expected an empty list, got a list of 1",
      ])
  }

  @Test("not-a-number in a reference is skipped, and counted as skipped")
  func skipped() throws {
    try field(#"["nan", "nan", 1]"#).compare([3, .nan, 1], within: .relative(1e-12))
    #expect(tally.skipped == 2)
    #expect(tally.compared == 1)
    #expect(tally.problemCount == 0)
  }

  @Test("not-a-number where the reference is exact is wrong")
  func exactlyNothing() throws {
    try field(#"["nan", "nan", 1]"#).compare([3, .nan, 1])
    #expect(tally.firstProblems == ["[0]: expected nan, got 3.0", "[1]: expected nan, got nan"])
    #expect(tally.skipped == 0)
  }

  @Test("a missing field is a problem, and the comparison goes on")
  func missing() throws {
    let file = try field(#"{"b": 1}"#)
    file.compare("a", 1)
    file.compare("b", 1)
    #expect(tally.firstProblems == ["a: the field is missing"])
    #expect(tally.compared == 1)
  }

  @Test("the tally keeps the largest error under each tolerance")
  func errors() throws {
    try field("[1.5, 1.25, 4]").compare([1.0, 1, 4], within: .relative(0.5))
    try field("[1.5]").compare([1.5])
    #expect(tally.largestErrors.map(\.tolerance) == [.relative(0.5), .exact])
    #expect(tally.largestErrors.map(\.error) == [0.5 / 1.5, 0])
    try field("[1]").compare([Double.nan])
    #expect(tally.largestErrors.map(\.error) == [0.5 / 1.5, .infinity])
  }
}
