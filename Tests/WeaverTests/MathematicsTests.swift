import Notebook
import Testing

@testable import Weaver

struct MathematicsTests {
  @Test(
    "a formula is woven in a form that Markdown leaves alone",
    arguments: [
      (#"x_t^2 + \theta"#, #"x_t^2 + \theta"#),
      (#"\{ a, b \}"#, #"\lbrace a, b \rbrace "#.trimmed),
      (#"\{a\}b"#, #"\lbrace a\rbrace b"#),
      (#"\|g\|^2"#, #"\Vert g\Vert ^2"#),
      (#"a\,b\;c"#, #"a\ b\ c"#),
      ("a < b > c", #"a \lt b \gt c"#),
      ("V^*", #"V^\ast"#),
      (#"\sum_{t}^{T}_{i} \hat{A}_t"#, #"\sum_{t}^{T}_ {i} \hat{A}_ t"#),
      ("[a](b) ![c]", "[a] (b) ! [c]"),
      ("a~b", #"a\ b"#),
      ("a\n= b\n- c\n+ d\n1. e", "a\n{}= b\n{}- c\n{}+ d\n{}1. e"),
      (#"a \ "#, #"a \ {}"#),
    ])
  func safeForm(formula: String, woven: String) {
    #expect(Mathematics.markdownSafe(formula) == woven)
  }

  @Test("a row break begins the next row, with three backslashes and a space")
  func rowBreak() {
    #expect(
      Mathematics.markdownSafe("\\begin{cases} a & b \\\\\n  c & d \\end{cases}")
        == "\\begin{cases} a & b\n\\\\\\ c & d \\end{cases}")
  }

  @Test("in a table a bar is written as a word")
  func table() {
    #expect(Mathematics.markdownSafe("a|b", inTable: true) == #"a\vert b"#)
    #expect(Mathematics.markdownSafe("a|b") == "a|b")
  }

  @Test("a display carries its number inside the formula")
  func display() {
    let label = Label(chapter: 1, number: 3)
    #expect(Mathematics.display(" x = 1 ", label: label) == "$$\nx = 1 \\qquad (1.3)\n$$")
    #expect(Mathematics.display("x", label: nil) == "$$\nx\n$$")
  }

  // MARK: What two readers see

  /// What Markdown makes of a text's backslashes: before ASCII punctuation they go.
  private func afterMarkdown(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      let isEscape =
        character == "\\"
        && rest.first.map { $0.isASCII && ($0.isPunctuation || "$+<=>^`|~".contains($0)) } == true
      result.append(isEscape ? rest.removeFirst() : character)
    }
    return result
  }

  /// The formula's tokens without spaces, control spaces among them.
  private func essence(_ formula: String) -> [Mathematics.Token] {
    Mathematics.tokens(of: formula).filter { !$0.isSpace && $0 != .symbol(" ") }
  }

  static let formulas = [
    #"\nabla_\theta \bar R = \sum_{\tau} R(\tau)\, p_\theta(\tau) \nabla \log p_\theta(\tau)"#,
    #"\begin{aligned} a &= b \\ &= c \\ &= d \end{aligned}"#,
    #"\hat A_t = \begin{cases} 1 & \text{if } x < 0 \\ -1 & \text{otherwise} \end{cases}"#,
    #"\mathrm{KL}\left(\pi \,\middle\|\, \pi'\right) = \mathbb{E}_{a \sim \pi}\{ \log \pi \}"#,
    #"b^* = \frac{\mathbb{E}[R \|g\|^2]}{\mathbb{E}[\|g\|^2]}"#,
    #"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"#,
  ]

  @Test("Markdown changes nothing in a woven formula but the blank of a row", arguments: formulas)
  func survivesMarkdown(formula: String) {
    let woven = Mathematics.markdownSafe(formula)
    #expect(essence(afterMarkdown(woven)) == essence(woven))
    #expect(!essence(woven).contains { ",;:{}|".map(Mathematics.Token.symbol).contains($0) })
    #expect(essence(woven).count { $0 == .symbol("\\") } == formula.ranges(of: "\\\\").count)
  }

  @Test("Markdown finds no emphasis, tag or link in a woven formula", arguments: formulas)
  func noMarkup(formula: String) {
    let woven = Mathematics.markdownSafe(formula)
    #expect(!woven.contains { "*<>`".contains($0) })
    for (before, after) in zip(woven, woven.dropFirst()) where after == "_" {
      let opens = !(before.isLetter || before.isNumber)
      #expect(!opens || woven.contains("\(before)_ "), "_ after \(before) in \(woven)")
    }
  }

  @Test("weaving a woven formula changes it no more", arguments: formulas)
  func idempotent(formula: String) {
    let woven = Mathematics.markdownSafe(formula)
    #expect(essence(Mathematics.markdownSafe(woven)) == essence(woven))
  }

  // MARK: The subset

  @Test("ordinary formulas are inside the subset", arguments: formulas)
  func inside(formula: String) {
    #expect(Mathematics.faults(in: formula).isEmpty)
  }

  @Test("every refused command is found", arguments: Mathematics.refusedCommands.keys.sorted())
  func refusedCommand(name: String) {
    #expect(Mathematics.faults(in: "x \\\(name){y}").count == 1)
    #expect(Mathematics.faults(in: "x \\\(name)z{y}").isEmpty, "a longer name is another command")
  }

  @Test(
    "what is not in the subset is said",
    arguments: [
      (#"\{ a \!"#, #"the mathematics uses \!, which Markdown changes"#),
      ("50%", "the mathematics holds a %"),
      (#"50\%"#, #"the mathematics uses \%, which Markdown changes"#),
      ("`a`", "the mathematics holds a `"),
      ("{a", "the braces of the mathematics do not match"),
      ("}a{", "the braces of the mathematics do not match"),
      (#"\left( a )"#, #"there are 1 \left and 0 \right"#),
      (#"\begin{aligned} a"#, #"\begin{aligned} is not closed"#),
      (#"\begin{aligned} a \end{cases}"#, #"\end{cases} closes nothing"#),
      (#"a \end{cases}"#, #"\end{cases} closes nothing"#),
      (#"\begin{align} a \end{align}"#, "the environment 'align' is not in the book's subset"),
      (#"a \\[4pt] b"#, #"a row break \\ is followed by ["#),
      (#"\begin{cases} a \\ \end{cases}"#, #"a row break \\ stands after the last row"#),
      (#"a \\"#, #"a row break \\ stands after the last row"#),
    ])
  func outside(formula: String, what: String) {
    #expect(Mathematics.faults(in: formula).first?.what == what)
  }
}
