import Testing

@testable import Weaver

@Suite("Weaver+Settings")
struct SettingsTests {
  @Test(
    "a reference to a setting is what the table of settings says",
    arguments: [
      ("setting:clip-range", "`clipRange`"), ("setting:environments", "`environmentCount`"),
      ("setting:learning-rate", "`learningRate`"), ("default:clip-range", "0.2"),
      ("default:learning-rate", "2.5e-4"), ("default:adam-epsilon", "1e-5"),
      ("default:critic-adam-epsilon", "the same"), ("default:target-kl", "none"),
      ("default:bootstrap-truncated", "true"), ("default:normalise-values", "false"),
      ("default:hidden-sizes", "64, 64"), ("default:extra-critic-epochs", "0"),
      ("sb3:clip-range", "`clip_range`"), ("sb3:minibatches", "`batch_size`"),
      ("cleanrl:clip-range", "`clip_coef`"), ("cleanrl:gae-lambda", "`gae_lambda`"),
    ])
  func said(reference: String, text: String) {
    #expect(Weaver.said(of: reference) == text)
  }

  @Test("names that are not the course's, and settings another program lacks, are no reference")
  func unknown() {
    for reference in [
      "setting:clip-coef", "setting:clipRange", "default:", "default", "sb3:extra-critic-epochs",
      "peer:clip-range", "fig:clip-range",
    ] {
      #expect(Weaver.said(of: reference) == nil, "\(reference)")
    }
  }

  @Test("prose has what is said in place of the reference, in code too, and other code stays")
  func inProse() throws {
    let book = try TemporaryBook()
    try book.edit(
      TemporaryBook.chapterFile, "[the mean](#the-mean)",
      "[@setting:discount] is `[@default:discount]`, not `[@sb3:discount]`")
    try book.run()
    try book.weave()
    #expect(try book.read("book.md").contains("`discount` is `0.99`, not `[@sb3:discount]`"))
    #expect(book.problems == [])
  }
}
