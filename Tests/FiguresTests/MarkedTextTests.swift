import TestSupport
import Testing

@testable import Figures

@Suite struct MarkedTextTests {
  @Test("subscripts and superscripts are marked by braces alone")
  func markup() {
    #expect(
      MarkedText("V_{t+1}^{2} at a_b").runs == [
        .init(text: "V", level: .normal), .init(text: "t+1", level: .lowered),
        .init(text: "2", level: .raised), .init(text: " at a_b", level: .normal),
      ])
    #expect(MarkedText("x_{open").runs == [.init(text: "x_{open", level: .normal)])
    #expect(MarkedText("x_{a{b}}").plain == "x_{a{b}}")
    #expect(MarkedText("").runs == [])
  }

  /// Texts that would end a string, run a command, start markup or break the XML.
  static let hostile = [
    "it's", "'", "''", "\"", "a'; system('touch /tmp/x') #", "`touch /tmp/x`", "$(date)",
    "a_b^c", "@a & ~b", "{", "}", "}{", "{/:Bold x}", "_{/x}y", "/x", "\\", "\\\\", "\\n",
    "\\U+2200", "\\'", "%d %g 5%", "<b>&amp;</b>", "θ π ∇ 策略梯度", "'\u{301}", "_\u{301}{x}",
    "# no comment", "a, 'b' with lines", "-", "x^{2}'; quit", "&#65;", "@@", "\\101",
  ]

  @Test("hostile words come out of gnuplot as they went in", arguments: hostile)
  func escaping(text: String) throws {
    let scratch = Scratch()
    var panel = Panel(text, x: Axis(text, ticks: .named([(1, text)])), y: Axis(text))
    panel.line(x: [0, 1, 2], y: [0, 1, 2], label: text)
    try Figure(panel, title: text).draw(named: "a", in: scratch.path)
    let drawn = words(in: try #require(scratch.text("a.svg")))
    let expected = MarkedText(text).plain
    // Figure's and panel's title, two axis labels, a tick's label, the name of a curve.
    #expect(drawn.count { $0 == expected } == 6, "\(drawn)")
  }

  @Test("a control character is a space, so that no text ends a command")
  func controlCharacters() throws {
    #expect(MarkedText("a\nb\r\nc\td\0e\u{7F}\u{2028}f").plain == "a b  c d e  f")
    let scratch = Scratch()
    var panel = Panel("title\nset output '/dev/null'\nquit")
    panel.line(x: [0, 1], y: [0, 1], label: "a\nquit")
    try Figure(panel, title: "x\nquit").draw(named: "a", in: scratch.path)
    let drawn = words(in: try #require(scratch.text("a.svg")))
    #expect(drawn.contains("x quit") && drawn.contains("quit") && drawn.contains("a"))
  }

  @Test("wider words measure wider")
  func width() {
    #expect(MarkedText("illi").width < MarkedText("mmmm").width)
    #expect(MarkedText("x_{2}").width < MarkedText("x2").width)
    #expect(MarkedText("策略").width > MarkedText("ab").width)
  }
}
