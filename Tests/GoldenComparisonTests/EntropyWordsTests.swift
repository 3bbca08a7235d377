import Testing

@testable import GoldenComparison

struct EntropyWordsTests {
  @Test(
    "a decimal seed becomes 32-bit words, least significant first",
    arguments: [
      ("0", [0], "0x0"),
      ("42", [42], "0x2a"),
      ("4294967295", [0xffff_ffff], "0xffffffff"),
      ("4294967296", [0, 1], "0x100000000"),
      ("18446744073709551616", [0, 0, 1], "0x10000000000000000"),
      ("00000000000000000000000000000000000000000000000007", [7], "0x7"),
    ] as [(String, [UInt32], String)])
  func words(text: String, words: [UInt32], hex: String) {
    #expect(entropyWords(ofDecimal: text) == words)
    #expect(hexadecimal(ofWords: words) == hex)
  }

  @Test("what is no decimal number is refused", arguments: ["", "-1", "0x10", "1.5", " 1", "٣"])
  func refused(text: String) {
    #expect(entropyWords(ofDecimal: text) == nil)
  }

  @Test("an endless seed is refused")
  func longest() {
    #expect(entropyWords(ofDecimal: String(repeating: "9", count: 1000))?.count == 104)
    #expect(entropyWords(ofDecimal: String(repeating: "9", count: 1001)) == nil)
  }
}
