/// The 32-bit words of a seed written in decimal, least significant first, without leading zero
/// words; 0 is the one word 0. Nil if the text is no such number.
///
/// Seeds may be longer than any integer type. One of more digits than `longest` is refused, since
/// the time grows with their square.
func entropyWords(ofDecimal text: String, longest: Int = 1000) -> [UInt32]? {
  guard !text.isEmpty, text.utf8.count <= longest else { return nil }
  var words: [UInt32] = [0]
  for character in text.utf8 {
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) else { return nil }
    // words ← 10 · words + digit
    var carry = UInt64(character - UInt8(ascii: "0"))
    for index in words.indices {
      let product = UInt64(words[index]) * 10 + carry
      words[index] = UInt32(truncatingIfNeeded: product)
      carry = product >> 32
    }
    if carry > 0 { words.append(UInt32(carry)) }
  }
  return words
}

/// The same number in hexadecimal, without leading zeros.
func hexadecimal(ofWords words: [UInt32]) -> String {
  let digits = words.reversed().map { word in
    let text = String(word, radix: 16)
    return String(repeating: "0", count: 8 - text.count) + text
  }
  let significant = digits.joined().drop { $0 == "0" }
  return "0x" + (significant.isEmpty ? "0" : significant)
}
