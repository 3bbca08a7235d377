import TrainingFiles

/// What helps somebody who gives `proximal train` the options of another program.
enum TrainHint {
  /// A better line than the parser's, which knows only how names are spelled here.
  ///
  /// - Parameters:
  ///   - message: the parser's.
  ///   - arguments: all that were given, `train` among them.
  /// - Returns: nil where there is nothing to add.
  static func hint(on message: String, after arguments: [String]) -> String? {
    guard arguments.first == "train" else { return nil }
    if let option = quoted(in: message, after: "Unknown option") { return hint(on: option) }
    guard let value = quoted(in: message, after: "Unexpected argument"),
      let place = arguments.firstIndex(of: value), place > 0
    else { return nil }
    return hint(on: value, after: arguments[place - 1])
  }

  private static func hint(on option: String) -> String? {
    guard let (setting, note) = Settings.meant(by: String(option.drop { $0 == "-" })) else {
      return nil
    }
    let unknown = "Unknown option '\(option)'"
    if setting.name == Settings.environment.name {
      return "\(unknown): the environment stands alone, as in `proximal train \(Worlds.ids[0])`"
    }
    return note.isEmpty
      ? "\(unknown): it is --\(setting.name) here"
      : "\(unknown): --\(setting.name) takes its place; \(note)"
  }

  /// A switch takes no value, though in a configuration file it has one.
  private static func hint(on value: String, after option: String) -> String? {
    let name = option.drop { $0 == "-" }
    guard option.hasPrefix("--"),
      let setting = Settings.named(String(name.hasPrefix("no-") ? name.dropFirst(3) : name)),
      setting.isSwitch
    else { return nil }
    return "Unexpected argument '\(value)': \(option) takes no value; --\(setting.name) or "
      + "--no-\(setting.name) is allowed"
  }

  private static func quoted(in message: String, after start: String) -> String? {
    guard message.hasPrefix("\(start) '") else { return nil }
    return String(message.dropFirst(start.count + 2).prefix { $0 != "'" })
  }
}
