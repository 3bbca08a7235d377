import Testing

@testable import Files

struct CountedTests {
  @Test("one thing is not things")
  func plural() {
    #expect(counted(0, "step") == "0 steps" && counted(2, "step") == "2 steps")
    #expect(counted(1, "gradient step") == "1 gradient step")
    #expect(counted(1000, "step") { "\($0 / 1000),000" } == "1,000 steps")
  }
}
