import Proximal

/// One setting of a training: its names, what it is for, where it is kept, and how it is written.
///
/// Options and their help, lines of a configuration file, the comparison of a checkpoint with a training,
/// and the book's tables are all made of ``Settings``, so that they cannot disagree.
public struct Setting: Sendable {
  /// What the course calls it, as an option without its dashes: `clip-range`.
  public let name: String
  /// What CleanRL calls it, where that is another name for the same: `clip-coef`.
  public let cleanRL: String?
  /// What Stable-Baselines3 calls it, with `-` for `_`; nil where it has no such setting.
  public let stableBaselines3: String?
  /// Further names that people write, and those of the two programs that mean something else there:
  /// then with how to get the same.
  public let elsewhere: KeyValuePairs<String, String>
  /// Its property of `PPOSettings` or of a plan: `clipRange`.
  public let property: String
  /// What it is for, without a full stop.
  public let purpose: String
  /// What stands for the value in help: `X`.
  public let placeholder: String
  /// The kinds of value that are allowed, in words.
  public let kinds: [String]
  /// Whether it is either yes or no.
  public let isSwitch: Bool
  /// What a paper's appendix would call it; nil where a list of hyperparameters has a place of its own
  /// for it.
  public let listedName: String?

  /// The value in a plan, as it is written.
  public let text: @Sendable (TrainingPlan) -> String
  /// The value in a plan, as a paper's appendix would have it.
  public let listed: @Sendable (TrainingPlan) -> String
  /// Puts a written value into a plan; false when it is none that is allowed.
  public let read: @Sendable (String, inout TrainingPlan) -> Bool

  /// The names that options and configuration files know.
  public var names: [String] { [name] + (cleanRL.map { [$0] } ?? []) }
  /// `a number from 0 to 1 or none`
  public var allowed: String { alternatives(kinds) }

  /// - Parameters:
  ///   - field: where a plan keeps it.
  ///   - property: the one that a computed field stands for.
  ///   - listed: its name in a list of hyperparameters.
  ///   - words: what such a list has in place of a written value.
  ///   - list: the value there, where it is not the field's alone.
  init<Value>(
    _ name: String, cleanRL: String? = nil, sb3 stableBaselines3: String? = nil,
    elsewhere: KeyValuePairs<String, String> = [:],
    _ field: any WritableKeyPath<TrainingPlan, Value> & Sendable, property: String? = nil,
    _ form: ValueForm<Value>, _ purpose: String, listed: String? = nil,
    words: [String: String] = [:],
    as list: (@Sendable (TrainingPlan) -> String)? = nil
  ) {
    (self.name, self.cleanRL, self.elsewhere) = (name, cleanRL, elsewhere)
    self.stableBaselines3 = stableBaselines3
    // A stored property is written as in the source: `\TrainingPlan.settings.clipRange`.
    self.property = property ?? "\(field)".split(separator: ".").last.map(String.init) ?? name
    (self.purpose, listedName) = (purpose, listed)
    (placeholder, kinds, isSwitch) = (form.placeholder, form.kinds, Value.self == Bool.self)
    text = { form.write($0[keyPath: field]) }
    self.listed =
      list ?? { words[form.write($0[keyPath: field])] ?? form.list($0[keyPath: field]) }
    read = { text, plan in
      guard let value = form.read(text) else { return false }
      plan[keyPath: field] = value
      return true
    }
  }
}

/// `a`, `a or b`, `a, b or c`.
func alternatives(_ kinds: [String]) -> String {
  guard let last = kinds.last, kinds.count > 1 else { return kinds.joined() }
  return "\(kinds.dropLast().joined(separator: ", ")) or \(last)"
}
