import TrainingFiles

// What the book says of a setting of PPO, from the table that trains.

extension Weaver {
  /// `[@setting:clip-range]` is the name in Swift, `[@cleanrl:clip-range]` and `[@sb3:clip-range]` what it
  /// is called elsewhere, `[@default:clip-range]` its value where nothing is said; nil for anything
  /// else.
  static func said(of reference: String) -> String? {
    let parts = reference.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, let setting = Settings.named(parts[1]), setting.name == parts[1] else {
      return nil
    }
    switch parts[0] {
    case "setting": return "`\(setting.property)`"
    case "cleanrl": return code(setting.cleanRL ?? setting.name)
    case "sb3": return setting.stableBaselines3.map(code)
    case "default": return value(of: setting, in: TrainingPlan(environment: Worlds.ids[0]))
    default: return nil
    }
  }

  /// An option as Python spells it.
  private static func code(_ name: String) -> String { "`\(name.replacing("-", with: "_"))`" }

  /// As one writes it in a text: `true`, `2.5e-4`, `64, 64`, `the same`.
  private static func value(of setting: Setting, in plan: TrainingPlan) -> String {
    let text = setting.text(plan)
    if setting.isSwitch { return text == "yes" ? "true" : "false" }
    guard let number = Double(text) else {
      return text == "none" ? setting.listed(plan) : text.replacing(",", with: ", ")
    }
    return number > 0 && number < 1e-3 ? scientific(number) : text
  }

  /// `2.5e-4` for 0.00025 and `1e-5` for 1e-05.
  private static func scientific(_ number: Double) -> String {
    let parts = "\(number)".split(separator: "e")
    if parts.count == 2, let exponent = Int(parts[1]) { return "\(parts[0])e\(exponent)" }
    let zeros = parts[0].dropFirst(2).prefix { $0 == "0" }.count
    let digits = parts[0].dropFirst(2 + zeros)
    let rest = digits.dropFirst()
    return "\(digits.prefix(1))\(rest.isEmpty ? "" : ".")\(rest)e\(-zeros - 1)"
  }
}
