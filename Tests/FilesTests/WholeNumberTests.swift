import Testing

@testable import Files

struct WholeNumberTests {
  @Test(
    "digits, groups of digits and powers of ten are whole numbers",
    arguments: [
      ("0", 0), ("-12", -12), ("+3", 3), ("100000", 100_000), ("100_000", 100_000), ("1_0", 10),
      ("1e5", 100_000), ("1E5", 100_000), ("2.5e3", 2500), ("-1e2", -100), ("1_0e2", 1000),
      ("1e18", 1_000_000_000_000_000_000), ("100e-2", 1),
    ])
  func read(text: String, number: Int) {
    #expect(Int(written: text) == number)
  }

  @Test(
    "anything else is none",
    arguments: [
      "", " ", "1 ", " 1", "_", "_1", "1_", "1__0", "1_e5", "1_-5", "-_1", "1.0", "1.5e0", "1e-1",
      "1e19", "1e999",
      "e5",
      "1e", "0x10", "0x1p4", "inf", "nan", "1e5x", "１", "1,000",
    ])
  func refused(text: String) {
    #expect(Int(written: text) == nil)
  }

  @Test("every whole number is read as Swift writes it")
  func written() {
    for number in [Int.min, -1, 0, 1, 12_345, .max] { #expect(Int(written: "\(number)") == number) }
  }
}
