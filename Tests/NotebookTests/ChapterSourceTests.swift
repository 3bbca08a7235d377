import Testing

@testable import Notebook

struct ChapterSourceTests {
  @Test("prose and code are told apart, line by line")
  func kinds() {
    let lines: [(String, ChapterSource.Kind, String)] = [
      ("/*: # Title", .prose, "# Title"),
      ("Text with /* a comment */ in it.", .prose, "Text with /* a comment */ in it."),
      ("*/", .prose, ""),
      ("import Coin", .code, "import Coin"),
      ("", .remark, ""),
      ("// A comment.", .remark, "// A comment."),
      ("  //: Indented prose.", .prose, "Indented prose."),
      ("//:", .prose, ""),
      ("/* A comment", .remark, "/* A comment"),
      ("   of two lines. */", .remark, "   of two lines. */"),
      ("let text = \"\"\"", .code, "let text = \"\"\""),
      ("  //: no prose", .quoted, "  //: no prose"),
      ("  /*: nor this", .quoted, "  /*: nor this"),
      ("", .quoted, ""),
      ("  \"\"\"", .quoted, "  \"\"\""),
      ("let raw = #\"\"\"", .code, "let raw = #\"\"\""),
      ("  \"\"\"", .quoted, "  \"\"\""),
      ("  //: no prose", .quoted, "  //: no prose"),
      ("  \"\"\"#", .quoted, "  \"\"\"#"),
      ("print(text)  //: said", .code, "print(text)  //: said"),
      ("/*: One line. */", .prose, "One line. "),
      ("/* first */ print(text)", .code, "/* first */ print(text)"),
    ]
    let source = ChapterSource(lines.map(\.0).joined(separator: "\n"))
    #expect(source.lines.map(\.kind) == lines.map(\.1))
    #expect(source.lines.map(\.text) == lines.map(\.2))
  }

  @Test("a place counts lines of code, and leads back to its line")
  func places() {
    let source = ChapterSource("//: Prose\nlet a = 1\n\n// A comment\nlet b = 2\n")
    #expect((0...6).map { source.place(ofLine: $0) } == [nil, nil, 0, nil, nil, 1, nil])
    #expect((-1...2).map { source.line(atPlace: $0) } == [nil, 2, 5, nil])
  }

  static let code = "let a = 1\nlet b = 2\n"

  @Test(
    "what is not code changes neither fingerprint nor places",
    arguments: [
      "//: Prose\nlet a = 1\nlet b = 2\n",
      "let a = 1\n\n\n/*:\nMore\n*/\nlet b = 2",
      "let a = 1  \n// A comment\nlet b = 2\n",
      "let a = 1\r\nlet b = 2\r\n",
      "  let a  =  1  // one\n    let b = 2\n",
    ])
  func sameCode(text: String) {
    let (old, new) = (ChapterSource(Self.code), ChapterSource(text))
    #expect(new.fingerprint == old.fingerprint)
    #expect(new.line(atPlace: 1).map { new.lines[$0 - 1].text.trimmed } == "let b = 2")
  }

  @Test(
    "what is code changes the fingerprint",
    arguments: [
      "let a = 1\nlet b = 3\n", "let b = 2\nlet a = 1\n", "let a = 1\n", "let a = 1 let b = 2\n",
      "let a = 1\nlet b = 2\nlet c = \"\"\"\n// text\n\"\"\"\n",
    ])
  func otherCode(text: String) {
    #expect(ChapterSource(text).fingerprint != ChapterSource(Self.code).fingerprint)
  }

  @Test("a line that looks like a comment inside a string is code")
  func quotedComment() {
    let text = "let c = \"\"\"\n// text\n\"\"\"\n"
    let other = text.replacing("// text", with: "// next")
    #expect(ChapterSource(text).fingerprint != ChapterSource(other).fingerprint)
  }

  @Test("a comment of C ends at the first end, one of Swift at its own")
  func nesting() {
    let text = "/* a /* b */\nlet c = 1\n"
    #expect(ChapterSource(text, commentsNest: false).lines.map(\.kind) == [.remark, .code])
    #expect(ChapterSource(text).lines.map(\.kind) == [.remark, .remark])
  }
}
