import Testing

@testable import Weaver

struct AssertingTestTests {
  @Test("the labels and claims at the head of a display name are what a test asserts")
  func labels() {
    let text = #"""
      import Testing

      @Test("(1.3) (1.4) the score has mean zero") func score() {}
      @Suite struct S { @Test(
        "(2.10) a \"quoted\" name", arguments: [1]) func other() {} }
      @Test("asserts (1.5) by the way") func none() {}
      @Test func bare() {}
      @Test("(8.4) X4 X17 far out") func claims() {}
      @Test("X1 X") func claim() {}
      // @Test("(9.1) in a comment")
      let text = """
        @Test("(9.2) in a string")
        """
      """#
    let tests = AssertingTest.all(in: text, file: "T.swift")
    #expect(
      tests == [
        AssertingTest(
          labels: [Label(chapter: 1, number: 3), Label(chapter: 1, number: 4)],
          name: "the score has mean zero", file: "T.swift", line: 3),
        AssertingTest(
          labels: [Label(chapter: 2, number: 10)], name: "a \"quoted\" name", file: "T.swift",
          line: 4),
        AssertingTest(
          labels: [Label(chapter: 8, number: 4)], claims: ["X4", "X17"], name: "far out",
          file: "T.swift", line: 8),
        AssertingTest(labels: [], claims: ["X1"], name: "X", file: "T.swift", line: 9),
      ])
  }

  @Test(
    "a label is two numbers with a point between", arguments: ["1", "1.", "1.2.3", "a.1", "-1.2"])
  func notLabels(text: String) {
    #expect(Label(text) == nil)
  }
}
