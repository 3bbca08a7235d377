import Testing

@testable import Notebook

@Suite struct RoundedReturnTests {
  @Test("small returns have three decimals, large ones have one")
  func decimals() {
    #expect(roundedReturn(0.955) == "0.955")
    #expect(roundedReturn(-0.0001) == "0.000")
    #expect(roundedReturn(487.25) == "487.2")
    #expect(roundedReturn(-164) == "-164.0")
  }
}
