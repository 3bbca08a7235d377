import Testing

@testable import Weaver

struct RelinkingTests {
  private func relinked(_ text: String) -> String { Relinking.relinked(text) { "<\($0)>" } }

  @Test("links, pictures and the attributes of HTML get their new targets")
  func links() {
    #expect(
      relinked("See [(1.1)](#eq-1.1) and ![a](b.svg).")
        == "See [(1.1)](<#eq-1.1>) and ![a](<b.svg>).")
    #expect(relinked("[`code`](Sources/A.swift)") == "[`code`](<Sources/A.swift>)")
    #expect(
      relinked("go on at <a href=\"#end\">the end</a>") == "go on at <a href=\"<#end>\">the end</a>"
    )
    #expect(relinked("<img src=\"a.svg\">") == "<img src=\"<a.svg>\">")
  }

  @Test(
    "code and mathematics stay as they are",
    arguments: [
      "`[a](b)`", "``[a](b)` ``", "$[0, 1](x)$", "$$[f](x)$$", "$$\n[f](x)\n$$", "$$\n[f](x) $$",
      "```swift\nxs[0](y)\n```", "\\$ [", "a lone ` and a lone $",
    ])
  func untouched(text: String) {
    #expect(relinked(text) == text)
  }

  @Test("after code or mathematics a link is a link again")
  func afterwards() {
    #expect(relinked("`a` $b$ [c](d)") == "`a` $b$ [c](<d>)")
    #expect(relinked("$$\nx\n$$\n\n[c](d)") == "$$\nx\n$$\n\n[c](<d>)")
    #expect(relinked("$$ x $$\n[c](d)") == "$$ x $$\n[c](<d>)")
    #expect(relinked("```text\nx\n```\n[c](d)") == "```text\nx\n```\n[c](<d>)")
    #expect(relinked("costs 3 $ and [c](d)") == "costs 3 $ and [c](<d>)")
  }
}
