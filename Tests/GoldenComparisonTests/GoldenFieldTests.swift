import Files
import Testing

@testable import GoldenComparison

struct GoldenFieldTests {
  let tally = GoldenTally()

  private func field(_ text: String) throws -> GoldenField {
    GoldenField(root: try JSONValue(parsing: Array(text.utf8)), tally: tally)
  }

  @Test("what was neither input nor compared is unchecked, named by its outermost field")
  func unchecked() throws {
    let file = try field(
      #"{"a": [1, 2], "b": {"c": {"d": 1, "e": [1, 2]}, "f": 1}, "g": [], "h": {}}"#)
    #expect(file.unchecked.map(\.path) == [""])
    _ = try file["a"].inputIntegers(in: 0...9)
    try file["b"].compare("f", 1)
    #expect(file.unchecked.map(\.path) == ["b.c", "g", "h"])
    _ = try file["b"]["c"]["e"].elements[1].inputInteger()
    #expect(file.unchecked.map(\.path) == ["b.c.d", "b.c.e[0]", "g", "h"])
    #expect(tally.problemCount == 0)
  }

  @Test("a path reads as one would write it")
  func paths() throws {
    let file = try field(#"{"cases": [{"integers": {"0:10": {"draws": [4]}}, "a.b": 1}]}"#)
    let golden = try file["cases"].elements[0]
    let draw = try golden["integers"]["0:10"]["draws"].elements[0]
    #expect(draw.path == #"cases[0].integers["0:10"].draws[0]"#)
    #expect(try golden["a.b"].path == #"cases[0]["a.b"]"#)
    #expect(golden.child("missing") == "cases[0].missing")
  }

  @Test("a missing field is named")
  func missing() throws {
    let file = try field(#"{"a": {}, "b": 1}"#)
    #expect(throws: GoldenError("c: the field is missing")) { try file["c"] }
    #expect(throws: GoldenError("a.b: the field is missing")) { try file["a"]["b"] }
    #expect(throws: GoldenError("b.c: the field is missing")) { try file["b"]["c"] }
  }

  @Test("an empty or absent container is not one")
  func containers() throws {
    let file = try field(#"{"a": [], "b": {}, "c": 1}"#)
    #expect(
      throws: GoldenError("a: a list with something in it is expected, found an empty list")
    ) { try file["a"].elements }
    #expect(
      throws: GoldenError("b: an object with fields in it is expected, found an empty object")
    ) { try file["b"].fields }
    #expect(throws: GoldenError("c: a list with something in it is expected, found 1")) {
      try file["c"].elements
    }
  }
}
