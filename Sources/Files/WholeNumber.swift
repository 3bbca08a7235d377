extension Int {
  /// A whole number as people write it: `100000`, `100_000` and `1e5` are the same.
  ///
  /// - Parameter text: digits, with `_` between two of them if you like, or a decimal number with an
  ///   exponent that makes it whole.
  /// - Returns: nil for any other text, and for a number that an `Int` does not hold.
  package init?(written text: String) {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    func isDigit(_ letter: Character?) -> Bool { letter?.isNumber ?? false }
    guard parts.count == 1 || parts.allSatisfy({ isDigit($0.first) && isDigit($0.last) }) else {
      return nil
    }
    let plain = parts.joined()
    if let number = Int(plain) {
      self = number
    } else if plain.contains(where: { "eE".contains($0) }),
      plain.allSatisfy({ "0123456789.eE+-".contains($0) }), let number = Double(plain),
      let whole = Int(exactly: number)
    {
      self = whole
    } else {
      return nil
    }
  }
}
