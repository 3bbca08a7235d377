import Testing

@testable import Notebook

@Suite struct NumbersTests {
  @Test("small returns have three decimals, large ones have one")
  func returns() {
    #expect(roundedReturn(0.955) == "0.955")
    #expect(roundedReturn(-0.0001) == "0.000")
    #expect(roundedReturn(487.25) == "487.2")
    #expect(roundedReturn(-164) == "-164.0")
  }

  @Test("short numbers: those of thousands have no exponent, the smallest still are numbers")
  func short() {
    #expect(
      [0.03123, 1, 99.96, -1204.4, 999_999, 1.5e8, 1e-8, .nan, 3e100, 2e-100].map { brief($0) }
        == ["0.0312", "1", "100", "-1204", "999999", "1.5e8", "1e-8", "nan", "3e100", "2e-100"])
    #expect([0.00842, 1.04e-6, 0].map { brief($0, digits: 2) } == ["0.0084", "1e-6", "0"])
  }

  @Test("a median is the middle number, or lies between the middle two")
  func medians() async {
    #expect(median([2]) == 2 && median([4, 1]) == 2.5)
    #expect(median([9, 1, 4]) == 4 && median([7, 1, 9, 3]) == 5)
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = median([])
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("a median is one of some numbers; got none"))
  }
}
