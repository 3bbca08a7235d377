import Files
import Proximal

/// How a setting's value is written, and which values are allowed.
struct ValueForm<Value: Sendable>: Sendable {
  /// What stands for the value in help: `N`.
  let placeholder: String
  /// The kinds of value that are allowed, in words: `a number from 0 to 1`, `none`.
  let kinds: [String]
  /// The value; nil where the text is none that is allowed.
  let read: @Sendable (String) -> Value?
  /// What `read` makes the same value of.
  let write: @Sendable (Value) -> String
  /// The value as the list of a paper's appendix would have it.
  let list: @Sendable (Value) -> String

  init(
    _ placeholder: String, _ kinds: [String], read: @escaping @Sendable (String) -> Value?,
    write: @escaping @Sendable (Value) -> String, list: (@Sendable (Value) -> String)? = nil
  ) {
    (self.placeholder, self.kinds, self.read, self.write) = (placeholder, kinds, read, write)
    self.list = list ?? write
  }
}

extension ValueForm {
  /// A value of this form, or a word where there is none.
  static func either<Wrapped>(_ form: ValueForm<Wrapped>, or word: String) -> Self
  where Value == Wrapped? {
    Self("\(form.placeholder)|\(word)", form.kinds + [word]) { text in
      text == word ? .some(nil) : form.read(text).map { .some($0) }
    } write: {
      $0.map(form.write) ?? word
    } list: {
      $0.map(form.list) ?? word
    }
  }
}

extension ValueForm<Int> {
  static func wholeNumber(from least: Int, to most: Int) -> Self {
    Self("N", ["a whole number from \(least) to \(most)"]) { text in
      Int(written: text).flatMap { (least...most).contains($0) ? $0 : nil }
    } write: {
      "\($0)"
    }
  }
}

extension ValueForm<Double> {
  static func number(from least: Double, to most: Double) -> Self {
    Self("X", ["a number from \(short(least)) to \(short(most))"]) {
      finite($0, in: least...most)
    } write: {
      short($0)
    } list: {
      "\($0)"
    }
  }

  /// Above 0, and neither so small nor so large that single precision makes 0 or infinity of it.
  static let positiveNumber: Self = .number(from: 1e-12, to: 1e6)
}

extension ValueForm<Schedule> {
  /// A number, or two with a colon between them; the second may lie as low as `lastLeast`.
  static func schedule(
    from least: Double, to most: Double, endingFrom lastLeast: Double? = nil
  ) -> Self {
    let lastLeast = lastLeast ?? least
    let end = lastLeast < least ? ", B from \(short(lastLeast)) on" : ""
    let kinds = ["a number from \(short(least)) to \(short(most))", "A:B of two such\(end)"]
    return Self("A[:B]", kinds) { text in
      let texts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard texts.count <= 2, let first = finite(texts[0], in: least...most) else { return nil }
      if texts.count == 1 { return .constant(first) }
      return finite(texts[1], in: lastLeast...most).map { .linear(from: first, to: $0) }
    } write: { schedule in
      switch schedule {
      case .constant(let value): short(value)
      case .linear(let first, let last): "\(short(first)):\(short(last))"
      }
    } list: {
      $0.description
    }
  }
}

extension ValueForm<Bool> {
  static let yesOrNo = Self("yes|no", ["yes", "no"]) { text in
    switch text.lowercased() {
    case "yes", "true": true
    case "no", "false": false
    default: nil
    }
  } write: {
    $0 ? "yes" : "no"
  }
}

extension ValueForm where Value: Equatable {
  /// One of some values, each by its name.
  static func oneOf(_ placeholder: String, _ values: [(name: String, value: Value)]) -> Self {
    Self(placeholder, values.map(\.name)) { text in
      values.first { $0.name == text }?.value
    } write: { value in
      values.first { $0.value == value }?.name ?? "\(value)"
    }
  }
}

extension ValueForm<[Int]> {
  /// Numbers with commas between them, or none.
  static func widths(to most: Int) -> Self {
    Self("N,N,…", ["widths from 1 to \(most) with commas between them", "none"]) { text in
      if text == "none" { return [] }
      let texts = text.split(separator: ",", omittingEmptySubsequences: false)
      let widths = texts.compactMap { Int($0) }
      guard widths.count == texts.count, widths.allSatisfy({ (1...most).contains($0) }) else {
        return nil
      }
      return widths
    } write: {
      $0.isEmpty ? "none" : $0.map(String.init).joined(separator: ",")
    }
  }
}

extension ValueForm<RewardScaling> {
  /// `none`, `affine:8:8`, `return-deviation:10`.
  static let rewardScaling = Self(
    "form",
    [
      "none", "affine:SHIFT:DIVISOR (from -1e6 to 1e6, and from 1e-6 to 1e6)",
      "return-deviation:BOUND (from 1e-6 to 1e6)",
    ]
  ) { text in
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    func positive(_ index: Int) -> Double? { finite(parts[index], in: 1e-6...1e6) }
    switch (parts[0], parts.count) {
    case ("none", 1): return RewardScaling.none
    case ("affine", 3):
      guard let shift = finite(parts[1], in: -1e6...1e6), let divisor = positive(2) else {
        return nil
      }
      return .affine(shift: shift, divisor: divisor)
    case ("return-deviation", 2): return positive(1).map { .byReturnDeviation(bound: $0) }
    default: return nil
    }
  } write: { scaling in
    switch scaling {
    case .none: "none"
    case .affine(let shift, let divisor): "affine:\(short(shift)):\(short(divisor))"
    case .byReturnDeviation(let bound): "return-deviation:\(short(bound))"
    }
  } list: {
    $0.description
  }
}

/// The number, unless it is not one, or not in the range; NaN is in none.
private func finite(_ text: some StringProtocol, in range: ClosedRange<Double>) -> Double? {
  Double(text).flatMap { range.contains($0) ? $0 : nil }
}

/// The shortest text that gives the number again: `1`, `0.00025`, `1e-12`.
private func short(_ number: Double) -> String {
  let text = "\(number)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

extension ValueForm<String> {
  /// The name of a world that can be trained.
  static var environment: Self {
    Self("environment", Worlds.ids) {
      Worlds.isKnown($0) ? $0 : nil
    } write: {
      $0
    }
  }
}
