import Proximal

/// How a setting's value is written, and which values are allowed.
struct ValueForm<Value: Sendable>: Sendable {
  /// What stands for the value in help: `N`.
  let placeholder: String
  /// In words: `a number from 0 to 1`.
  let allowed: String
  /// The value; nil where the text is none that is allowed.
  let read: @Sendable (String) -> Value?
  /// What `read` makes the same value of.
  let write: @Sendable (Value) -> String
}

/// A value, or a word in its place: `none`, `learned`.
struct OrWord<Value: Sendable>: Sendable {
  var value: Value?
}

extension OrWord: Equatable where Value: Equatable {}

extension Optional where Wrapped: Sendable {
  /// The same; an option's own nil says that the option was not given.
  var orWord: OrWord<Wrapped> {
    get { OrWord(value: self) }
    set { self = newValue.value }
  }
}

extension Double {
  /// The number, or a word for +∞.
  var finiteOrWord: OrWord<Double> {
    get { OrWord(value: isFinite ? self : nil) }
    set { self = newValue.value ?? .infinity }
  }
}

// MARK: - Numbers

extension ValueForm where Value == Int {
  static func wholeNumber(from least: Int, to most: Int) -> Self {
    Self(placeholder: "N", allowed: "a whole number from \(least) to \(most)") { text in
      Int(text).flatMap { (least...most).contains($0) ? $0 : nil }
    } write: {
      "\($0)"
    }
  }
}

extension ValueForm where Value == Double {
  static func number(from least: Double, to most: Double) -> Self {
    Self(placeholder: "X", allowed: "a number from \(short(least)) to \(short(most))") { text in
      finite(text, in: least...most)
    } write: {
      short($0)
    }
  }

  /// Above 0, and neither so small nor so large that single precision makes 0 or infinity of it.
  static var positiveNumber: Self { .number(from: 1e-12, to: 1e6) }
}

extension ValueForm {
  /// A value of this form, or a word where there is none.
  static func either<Wrapped>(
    _ form: ValueForm<Wrapped>, or word: String
  ) -> Self where Value == OrWord<Wrapped> {
    Self(placeholder: "\(form.placeholder)|\(word)", allowed: "\(form.allowed), or \(word),") {
      text in
      text == word ? OrWord() : form.read(text).map { OrWord(value: $0) }
    } write: {
      $0.value.map(form.write) ?? word
    }
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

// MARK: - Others

extension ValueForm where Value == Bool {
  static var yesOrNo: Self {
    Self(placeholder: "yes|no", allowed: "yes or no") { text in
      text == "yes" ? true : text == "no" ? false : nil
    } write: {
      $0 ? "yes" : "no"
    }
  }
}

extension ValueForm where Value == [Int] {
  /// Numbers with commas between them.
  static func widths(to most: Int) -> Self {
    Self(placeholder: "N,N,…", allowed: "a list of widths from 1 to \(most), such as 64,64,") {
      text in
      let texts = text.split(separator: ",", omittingEmptySubsequences: false)
      let widths = texts.compactMap { Int($0) }
      guard widths.count == texts.count, widths.allSatisfy({ (1...most).contains($0) }) else {
        return nil
      }
      return widths
    } write: {
      $0.map(String.init).joined(separator: ",")
    }
  }
}

extension ValueForm where Value == Schedule {
  /// A number, or two with a colon between them.
  static func schedule(from least: Double, to most: Double) -> Self {
    Self(
      placeholder: "A[:B]",
      allowed:
        "a number from \(short(least)) to \(short(most)), or two such with a colon between them,"
    ) { text in
      let numbers = text.split(separator: ":", omittingEmptySubsequences: false)
        .map { finite($0, in: least...most) }
      switch (numbers.count, numbers[0], numbers[numbers.count - 1]) {
      case (1, let value?, _): return .constant(value)
      case (2, let first?, let last?): return .linear(from: first, to: last)
      default: return nil
      }
    } write: { schedule in
      switch schedule {
      case .constant(let value): short(value)
      case .linear(let first, let last): "\(short(first)):\(short(last))"
      }
    }
  }
}

extension ValueForm where Value == RewardScaling {
  /// `none`, `affine:8:8`, `return-deviation:10`.
  static var rewardScaling: Self {
    Self(
      placeholder: "form",
      allowed: "none, affine:SHIFT:DIVISOR (from -1e6 to 1e6, and from 1e-6 to 1e6) or "
        + "return-deviation:BOUND (from 1e-6 to 1e6)"
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
    }
  }
}
