import Testing

@testable import Weaver

struct PrintedNumbersTests {
  @Test("numbers are found with the character before them; a word's digits and dates are none")
  func numbers() {
    let text = "k1 is −0.50 (5.3), 1,234.5 of 20 steps; version 1.2.3, 3."
    #expect(
      PrintedNumbers.numbers(in: text) == [
        .init(text: "0.50", previous: "−"), .init(text: "5.3", previous: "("),
        .init(text: "1234.5", previous: " "), .init(text: "20", previous: " "),
        .init(text: "3", previous: " "),
      ])
  }

  @Test(
    "a number is there when one of the printed ones rounds to it, and not a digit further off",
    arguments: [
      ("0.7", true), ("0.71", true), ("0.710", true), ("0.7103", true), ("0.7104", false),
      ("0.711", false), ("0.72", false), ("1234.6", true), ("1234.5", false), ("2.00", true),
    ])
  func rounding(decimal: String, isThere: Bool) {
    let printed = PrintedNumbers(in: ["largest KL −0.7103\nof 1,234.56", "a 2"])
    #expect(printed.contain(decimal) == isThere)
  }

  @Test("nothing was printed: no number is there")
  func nothing() {
    #expect(!PrintedNumbers(in: []).contain("0.5"))
  }
}
