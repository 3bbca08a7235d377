import ArgumentParser
import Proximal

/// One setting of a training: its names, what it means, where it is kept, and how it is written.
///
/// Options on the command line, their defaults in help and the lines of a configuration file are all
/// made of these, so that they cannot disagree.
struct Setting<Value: Sendable>: Sendable {
  /// Without their dashes: the course's name first, then CleanRL's where that is another.
  let names: [String]
  /// What it is, without a full stop.
  let abstract: String
  let field: any WritableKeyPath<TrainingPlan, Value> & Sendable
  let form: ValueForm<Value>

  init(
    _ names: String..., field: any WritableKeyPath<TrainingPlan, Value> & Sendable,
    form: ValueForm<Value>, _ abstract: String
  ) {
    (self.names, self.abstract, self.field, self.form) = (names, abstract, field, form)
  }
}

/// A setting whatever the type of its value.
protocol AnySetting: Sendable {
  var names: [String] { get }
  var abstract: String { get }
  /// What values are allowed, in words.
  var allowed: String { get }
  /// The value in a plan, as it is written.
  func text(in plan: TrainingPlan) -> String
  /// Puts a written value into a plan; false when it is none that is allowed.
  func read(_ text: String, into plan: inout TrainingPlan) -> Bool
}

extension AnySetting {
  /// The name that the course uses.
  var name: String { names[0] }
}

extension Setting: AnySetting {
  var allowed: String { form.allowed }

  func text(in plan: TrainingPlan) -> String { form.write(plan[keyPath: field]) }

  func read(_ text: String, into plan: inout TrainingPlan) -> Bool {
    guard let value = form.read(text) else { return false }
    plan[keyPath: field] = value
    return true
  }
}

/// A value that does not go with the others.
struct SettingFault: Error, Equatable {
  var name: String
  var value: String
  /// Why, and what is allowed.
  var reason: String

  init<Value>(_ setting: Setting<Value>, in plan: TrainingPlan, _ reason: String) {
    (name, value, self.reason) = (setting.name, setting.text(in: plan), reason)
  }
}

// MARK: - On the command line

extension Setting {
  /// All its names, as options.
  fileprivate var optionNames: NameSpecification {
    NameSpecification(names.map { .customLong($0) })
  }

  /// What it is and what it is where nothing is said.
  fileprivate var help: ArgumentHelp {
    let defaults = defaultTexts[names[0]] ?? ""
    return ArgumentHelp("\(abstract) (default: \(defaults)).", valueName: form.placeholder)
  }
}

/// The defaults of every setting by its name: `0.99`, or `128; Pendulum-v1: 1024; MiniGrid: 64`.
/// They are put together once, as the parser asks for them again and again.
private let defaultTexts: [String: String] = {
  let first = TrainingPlan(environment: "CartPole-v1")
  let others = [
    ("Pendulum-v1", [TrainingPlan(environment: "Pendulum-v1")]),
    ("MiniGrid", MiniGridWorlds.ids.map { TrainingPlan(environment: $0) }),
  ]
  let texts = Settings.all.map { setting in
    let usual = setting.text(in: first)
    let differing = others.compactMap { name, plans -> String? in
      let texts = distinct(plans.map { setting.text(in: $0) })
      return texts == [usual] ? nil : "\(name): \(texts.joined(separator: " or "))"
    }
    return (setting.name, ([usual] + differing).joined(separator: "; "))
  }
  return Dictionary(uniqueKeysWithValues: texts)
}()

/// Each text once, in the order of their first places.
private func distinct(_ texts: [String]) -> [String] {
  texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
}

extension Option {
  /// The option that gives a setting. Its property is nil where it was not given.
  init<Given>(_ setting: Setting<Given>) where Value == Given? {
    let form = setting.form
    self.init(
      wrappedValue: nil, name: setting.optionNames, parsing: .unconditional, help: setting.help
    ) { text in
      guard let value = form.read(text) else {
        throw ValidationError("\(form.allowed) is allowed")
      }
      return value
    }
  }
}

extension Flag where Value == Bool? {
  /// The pair of flags, `--x` and `--no-x`, that give a setting.
  init(_ setting: Setting<Bool>) {
    self.init(name: setting.optionNames, inversion: .prefixedNo, help: setting.help)
  }
}

/// A group of options that give settings.
protocol SettingGroup: ParsableArguments {
  /// In the order of help and of configuration files.
  static var choices: [Choice<Self>] { get }
}

/// A setting and the property that holds what was given for it.
struct Choice<Group>: Sendable {
  let setting: any AnySetting
  let isGiven: @Sendable (Group) -> Bool
  let apply: @Sendable (Group, inout TrainingPlan) -> Void

  init<Value>(_ setting: Setting<Value>, _ given: any KeyPath<Group, Value?> & Sendable) {
    self.setting = setting
    isGiven = { $0[keyPath: given] != nil }
    apply = { group, plan in
      if let value = group[keyPath: given] { plan[keyPath: setting.field] = value }
    }
  }
}

extension SettingGroup {
  /// Puts what was given in place of what the plan has.
  func apply(to plan: inout TrainingPlan) {
    for choice in Self.choices { choice.apply(self, &plan) }
  }

  /// The names of the settings that were given.
  var given: [String] { Self.choices.filter { $0.isGiven(self) }.map(\.setting.name) }
}
