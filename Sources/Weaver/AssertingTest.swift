import Notebook

/// A test whose display name begins with the labels of the equations that it asserts and the ids of
/// the claims that it tries: `(9.4) X4 a good action far out widens the policy`.
struct AssertingTest: Equatable, Sendable {
  let labels: [Label]
  var claims: [String] = []
  /// The display name after its labels and ids.
  let name: String
  let file: String
  let line: Int

  /// The tests in a Swift file that name equations. Text inside multi-line strings and comments
  /// is passed over.
  static func all(in text: String, file: String) -> [AssertingTest] {
    let code = ChapterSource(text).lines.map { $0.kind == .code ? $0.text : "" }
      .joined(separator: "\n")
    var tests: [AssertingTest] = []
    var line = 1
    var rest = code[...]
    while let attribute = rest.firstRange(of: "@Test(") {
      line += rest[..<attribute.upperBound].count { $0 == "\n" }
      rest = rest[attribute.upperBound...]
      guard let title = displayName(at: rest) else { continue }
      let (labels, rest) = Label.leading(in: title)
      let (claims, name) = Claim.leading(in: rest)
      if !labels.isEmpty || !claims.isEmpty {
        tests.append(
          AssertingTest(labels: labels, claims: claims, name: name, file: file, line: line))
      }
    }
    return tests
  }

  /// The string literal that is the first argument of `@Test(`.
  private static func displayName(at text: Substring) -> String? {
    var rest = text.drop { $0.isWhitespace }
    guard rest.popFirst() == "\"" else { return nil }
    var name = ""
    while let character = rest.popFirst(), character != "\"" {
      name.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
    }
    return name
  }
}
