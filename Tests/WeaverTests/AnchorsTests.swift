import Testing

@testable import Weaver

struct AnchorsTests {
  @Test(
    "a heading's slug is the one GitHub gives it",
    arguments: [
      ("The mean", "the-mean"),
      ("1 · REINFORCE with a baseline", "1--reinforce-with-a-baseline"),
      ("What goes wrong?", "what-goes-wrong"),
      ("`show()` and *figures*", "show-and-figures"),
      ("Ratio, clip & KL: why?", "ratio-clip--kl-why"),
      ("A snake_case, a hy-phen", "a-snake_case-a-hy-phen"),
      ("价值函数 V", "价值函数-v"),
      ("Über Größe", "über-größe"),
      ("See [the core](Sources/Coin.swift)", "see-the-core"),
    ])
  func slug(title: String, slug: String) {
    #expect(Anchors.slug(title) == slug)
  }

  @Test("a title that occurs again gets a number")
  func duplicates() {
    let anchors = Anchors(of: "# Summary\n\n## Summary\n\n# Other\n\n## Summary\n")
    #expect(anchors.headings.map(\.slug) == ["summary", "summary-1", "other", "summary-2"])
  }

  @Test("what stands in a block of code is no heading")
  func fences() {
    let text = "# A\n\n````sh\n# b\n```\n# c\n````\n\n<a id=\"d\"></a>\n\n~~~\n# e\n~~~\n"
    #expect(Anchors(of: text).names == ["a", "d"])
  }
}
