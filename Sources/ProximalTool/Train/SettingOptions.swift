import ArgumentParser
import Proximal
import TrainingFiles

/// The options that give one group of ``Settings``, made from their table.
///
/// ArgumentParser finds options by looking into a mirror of their group, where it expects properties.
/// This mirror shows the settings of the table instead, so that there is no second list of them.
struct SettingOptions<let group: Int>: ParsableArguments, CustomReflectable {
  /// What was given, as it is written, by the setting's name.
  private(set) var given: [String: String] = [:]

  /// All but the environment, which is an argument.
  private static var settings: [Setting] {
    Settings.groups[group].settings.filter { $0.name != Settings.environment.name }
  }

  init() {}

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    for setting in Self.settings {
      let key = Key(stringValue: setting.name)
      if setting.isSwitch {
        let isOn = try values.decode(Flag<Bool?>.self, forKey: key).wrappedValue
        given[setting.name] = isOn.map { $0 ? "yes" : "no" }
      } else {
        given[setting.name] = try values.decode(Option<String?>.self, forKey: key).wrappedValue
      }
    }
  }

  var customMirror: Mirror {
    Mirror(
      self,
      children: Self.settings.map { setting -> Mirror.Child in
        (setting.name, setting.isSwitch ? Flag(setting) : Option<String?>(setting))
      })
  }

  /// Puts what was given in place of what the plan has.
  func apply(to plan: inout TrainingPlan) {
    for setting in Self.settings {
      if let text = given[setting.name] { _ = setting.read(text, &plan) }
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

extension Option where Value == String? {
  /// The option that gives a setting. Its value is nil where it was not given.
  fileprivate init(_ setting: Setting) {
    self.init(
      wrappedValue: nil, name: setting.optionNames, parsing: .unconditional, help: setting.help
    ) { text in
      // Any plan will do: only the value is tried.
      var plan = TrainingPlan(environment: Worlds.ids[0])
      guard setting.read(text, &plan) else {
        throw ValidationError("\(setting.allowed) is allowed")
      }
      return text
    }
  }
}

extension Flag where Value == Bool? {
  /// The pair of flags, `--x` and `--no-x`, that give a setting.
  fileprivate init(_ setting: Setting) {
    self.init(name: setting.optionNames, inversion: .prefixedNo, help: setting.help)
  }
}

extension Setting {
  /// All its names, as options.
  fileprivate var optionNames: NameSpecification {
    NameSpecification(names.map { .customLong($0) })
  }

  /// What it is for and what it is where nothing is said.
  fileprivate var help: ArgumentHelp {
    ArgumentHelp("\(purpose) (default: \(defaults[name] ?? "")).", valueName: placeholder)
  }
}

/// The defaults of every setting by its name: `0.99`, or `128; Pendulum-v1: 1024; MiniGrid: 64`.
/// They are put together once, as the parser asks for them again and again.
private let defaults: [String: String] = {
  let first = TrainingPlan(environment: "CartPole-v1")
  let others = [
    ("Pendulum-v1", [TrainingPlan(environment: "Pendulum-v1")]),
    ("MiniGrid", MiniGridWorlds.ids.map { TrainingPlan(environment: $0) }),
  ]
  let texts = Settings.all.map { setting in
    let usual = setting.text(first)
    let differing = others.compactMap { name, plans -> String? in
      let texts = distinct(plans.map(setting.text))
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
