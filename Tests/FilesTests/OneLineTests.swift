import Files
import Testing

struct OneLineTests {
  @Test("what would break the line or steer a terminal is written as its number")
  func control() {
    #expect("plain “text” – σ, 😀".oneLine == "plain “text” – σ, 😀")
    #expect("a\nb\r\nc\u{1b}[2J\u{7f}".oneLine == #"a\u{a}b\u{d}\u{a}c\u{1b}[2J\u{7f}"#)
    #expect("\u{2028}\u{202e}\u{85}".oneLine == #"\u{2028}\u{202e}\u{85}"#)
  }

  @Test("of a very long text both ends are left")
  func long() {
    let most = String(repeating: "a", count: 320)
    #expect(most.oneLine == most)
    let text = String(repeating: "a", count: 100_000) + " is no number"
    #expect(text.oneLine.unicodeScalars.count == 281)
    #expect(text.oneLine.hasPrefix("aaaa") && text.oneLine.hasSuffix("aaa is no number"))
    // Marks without end on one letter are one character.
    let marked = "e" + String(repeating: "\u{301}", count: 100_000)
    #expect(marked.oneLine.unicodeScalars.count == 281)
  }
}
