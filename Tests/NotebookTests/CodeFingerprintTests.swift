import Testing

@testable import Notebook

struct CodeFingerprintTests {
  private func digits(_ line: String, isQuoted: Bool = false) -> String {
    var fingerprint = CodeFingerprint()
    fingerprint.add(line, isQuoted: isQuoted)
    return fingerprint.digits
  }

  @Test(
    "indentation, the width of white space and a comment at the end change nothing",
    arguments: [
      "  let a = 1", "let  a =\t1", "let a = 1  // A comment.", "let a = 1 // \"Quoted\", 2.",
    ])
  func same(line: String) {
    // The last case has quotes, and is taken as it is: it changes without need.
    #expect((digits(line) == digits("let a = 1")) == !line.contains("\""))
  }

  @Test(
    "code changes it, also where it looks like a comment",
    arguments: [
      ("let a = 9.8", "let a = 3.7"), ("let a = 1", "leta = 1"),
      ("open(\"http://a\", 1)", "open(\"http://b\", 1)"),
      ("open(\"http://a\", 1)", "open(\"http://a\", 2)"),
      ("let a = #/b//c/#", "let a = #/b//d/#"), ("print(\"a  b\")", "print(\"a b\")"),
    ])
  func different(one: String, other: String) {
    #expect(digits(one) != digits(other))
  }

  @Test("in a string of several lines all counts but white space at the end")
  func quoted() {
    #expect(digits("a // b", isQuoted: true) != digits("a // c", isQuoted: true))
    #expect(digits("  a", isQuoted: true) != digits("a", isQuoted: true))
    #expect(digits("a  ", isQuoted: true) == digits("a", isQuoted: true))
  }

  @Test("it is the 64-bit FNV-1a hash of the lines, each ended by a newline")
  func hash() {
    // FNV-1a of nothing, and of the two bytes 'a' and newline, worked out by the definition.
    #expect(CodeFingerprint().digits == "cbf29ce484222325")
    #expect(digits("a") == "089bdc07b544e7b2")
  }
}
