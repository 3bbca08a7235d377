// Some fields carry in their names the numbers that they were computed with: `normal_1.5_0.25`.

extension GoldenField {
  /// The fields whose names are like `pattern`, with the texts that stand there for each `#`; there
  /// must be one at least.
  func fields(like pattern: String) throws(GoldenError) -> [(field: GoldenField, texts: [String])] {
    let found = try fields.compactMap { field in
      numbers(in: field.name, like: pattern).map { (field, $0) }
    }
    if found.isEmpty { throw GoldenError("\(child(pattern)): the field is missing") }
    return found
  }

  /// The same, with the numbers.
  func doubles(
    like pattern: String
  ) throws(GoldenError) -> [(field: GoldenField, numbers: [Double])] {
    try fields(like: pattern).map { field, texts throws(GoldenError) in
      let numbers = texts.compactMap { Double($0) }
      guard numbers.count == texts.count, numbers.allSatisfy(\.isFinite) else {
        throw field.unusableName
      }
      return (field, numbers)
    }
  }

  /// The same, where the name says how many there are of something.
  func counts(like pattern: String) throws(GoldenError) -> [(field: GoldenField, count: Int)] {
    try fields(like: pattern).map { field, texts throws(GoldenError) in
      (field, try field.count(texts[0]))
    }
  }

  /// A count from the field's name. Nothing but its text bounds it, hence the limit.
  func count(_ text: String) throws(GoldenError) -> Int {
    guard let count = Int(text), (1...10_000_000).contains(count) else { throw unusableName }
    return count
  }

  var unusableName: GoldenError {
    GoldenError("\(path): the numbers in the field's name cannot be used")
  }
}

/// The numbers that stand in `name` where `pattern` has a `#`; nil if the rest differs.
///
/// A minus is written `m`: `uniform_m0.05_0.05` is like `uniform_#_#`, with "-0.05" and "0.05".
func numbers(in name: String, like pattern: String) -> [String]? {
  var rest = name[...]
  func take(_ words: Substring) -> Bool {
    defer { rest = rest.dropFirst(words.count) }
    return rest.hasPrefix(words)
  }

  let words = pattern.split(separator: "#", omittingEmptySubsequences: false)
  var numbers: [String] = []
  guard take(words[0]) else { return nil }
  for words in words.dropFirst() {
    let number = rest.prefix { "0123456789.m".contains($0) }
    guard !number.isEmpty, take(number), take(words) else { return nil }
    numbers.append(String(number).replacing("m", with: "-"))
  }
  return rest.isEmpty ? numbers : nil
}
