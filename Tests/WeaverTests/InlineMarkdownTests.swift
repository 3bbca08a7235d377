import Testing

@testable import Weaver

struct InlineMarkdownTests {
  @Test("a line is told apart into text, code and mathematics")
  func spans() {
    let line = InlineMarkdown(#"Say `$a$` and ``b ` $``, \$5, $x_1$, then ($y$)."#)
    #expect(
      line.spans == [
        .text("Say "), .code("`$a$`"), .text(" and "), .code("``b ` $``"), .text(#", \$5, "#),
        .mathematics("x_1"), .text(", then ("), .mathematics("y"), .text(")."),
      ])
    #expect(line.faults.isEmpty)
  }

  @Test("a backtick without its partner is text")
  func loneBacktick() {
    #expect(InlineMarkdown("a ` $b$").spans == [.text("a ` "), .mathematics("b")])
  }

  @Test(
    "dollars that not every reader takes for mathematics are said",
    arguments: [
      ("a $x", "a $ is not closed on its line"),
      ("a $$x$$", "$$ stands inside a line"),
      ("$ x$", "white space stands inside the dollars of $ x$"),
      ("$x $", "white space stands inside the dollars of $x $"),
      ("a$x$", "$x$ follows 'a' directly"),
      ("*$x$", "$x$ follows '*' directly"),
      ("$x$1", "'1' follows $x$ directly"),
      ("$x$th", "'t' follows $x$ directly"),
      ("so $x$*", "'*' follows $x$ directly"),
    ])
  func faults(line: String, what: String) {
    #expect(InlineMarkdown(line).faults.first?.what == what)
  }

  @Test("dollars that stand free are mathematics", arguments: ["($x$)", "$x$, $y$.", "$n$-step"])
  func free(line: String) {
    #expect(InlineMarkdown(line).faults.isEmpty)
  }

  @Test("links are found in text and nowhere else")
  func links() {
    let line = "[a](b.md) ![c](d.svg \"title\") `[e](f)` [$x$](#g) [`h`](i#j)"
    #expect(InlineMarkdown(line).linkTargets == ["b.md", "d.svg", "#g", "i#j"])
    #expect(InlineMarkdown("[1]: https://a.b/c").linkTargets == ["https://a.b/c"])
  }

  @Test("escaped text has nothing that Markdown formats")
  func escaping() {
    #expect(InlineMarkdown.escaped("a*b|[c]_d") == #"a\*b\|\[c\]\_d"#)
  }
}
