import Files

/// The settings of a training as people write them: lines of `key = value` with the names of the
/// options as keys; `#` begins a comment.
///
///     environment = CartPole-v1
///     steps = 200_000
///     learning-rate = 0.001   # at the start
public struct ConfigurationFile: Sendable {
  /// Where it was read, as errors call it.
  public let path: String
  private(set) var entries: [Entry] = []

  /// A line that says something.
  public struct Entry: Sendable {
    /// What is set.
    public var setting: Setting
    /// As it is written, without the white space around it.
    public var value: String
    /// From 1.
    public var line: Int
  }

  /// A line that cannot be meant so.
  public struct Fault: Error, Equatable, CustomStringConvertible {
    /// Of the file.
    public var path: String
    /// The line, from 1.
    public var line: Int
    /// What is wrong, in words that follow the place.
    public var message: String

    public var description: String { "\(path):\(line): \(message)" }
  }

  /// The environment that it names, if it does.
  public var environment: String? { entry(of: Settings.environment.name)?.value }

  /// The line that gives a setting, by the course's name.
  public func entry(of name: String) -> Entry? { entries.first { $0.setting.name == name } }

  /// Puts what it says in place of what the plan has. The order of the lines does not matter.
  public func apply(to plan: inout TrainingPlan) {
    for setting in Settings.all {
      if let entry = entry(of: setting.name) { _ = setting.read(entry.value, &plan) }
    }
  }
}

// MARK: - Reading

extension ConfigurationFile {
  /// A configuration has thirty lines; a file beyond this is another one.
  private static let largestSize = 1 << 20

  /// - Throws: a `FileError` where the file cannot be read, a ``Fault`` where a line is wrong.
  public init(contentsOf path: String) throws {
    let bytes: [UInt8]
    do {
      bytes = try RegularFile.read(path, largestSize: Self.largestSize)
    } catch {
      throw FileError(path: path, action: "read", reason: error.reason(largestSize: "1 MB"))
    }
    try self.init(parsing: bytes, path: path)
  }

  /// - Parameters:
  ///   - bytes: of the file, UTF-8.
  ///   - path: what a fault calls the file.
  public init(parsing bytes: [UInt8], path: String) throws(Fault) {
    self.path = path
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: mark) ? bytes[3...] : bytes[...]
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() { try add(line, number: index + 1) }
  }

  private mutating func add(_ bytes: ArraySlice<UInt8>, number: Int) throws(Fault) {
    func fault(_ message: String) -> Fault { Fault(path: path, line: number, message: message) }
    guard let line = String(validating: bytes, as: UTF8.self) else {
      throw fault("the line is not UTF-8 text")
    }
    let said = trimmed(line.prefix { $0 != "#" })
    if said.isEmpty { return }
    guard let sign = said.firstIndex(of: "=") else {
      throw fault("\(said): lines of the form key = value are allowed")
    }
    let key = String(trimmed(said[..<sign]))
    let value = String(trimmed(said[sign...].dropFirst()))
    guard let setting = Settings.named(key) else {
      throw fault("\(key) = \(value): no setting has this name; \(suggestion(for: key))")
    }
    if let first = entry(of: setting.name) {
      throw fault(
        "\(key) = \(value): line \(first.line) has \(setting.name) already; one line is allowed")
    }
    // Any plan will do: only the value is tried.
    var plan = TrainingPlan(environment: Worlds.ids[0])
    guard setting.read(value, &plan) else {
      let near = setting.name == "environment" ? Worlds.meant(by: value) : nil
      throw fault(
        "\(key) = \(value): "
          + (near.map { "did you mean \($0)?" } ?? "\(setting.allowed) is allowed"))
    }
    entries.append(Entry(setting: setting, value: value, line: number))
  }

  private func suggestion(for key: String) -> String {
    if let (setting, note) = Settings.meant(by: key) {
      return note.isEmpty
        ? "it is \(setting.name) here" : "\(setting.name) takes its place; \(note)"
    }
    return Settings.near(key).map { "did you mean \($0)?" }
      ?? "the names of `proximal train --help` are allowed"
  }
}

private func trimmed(_ text: Substring) -> Substring {
  let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) }
  return text[..<(end ?? text.startIndex)].drop { $0.isWhitespace }
}

private func trimmed(_ text: String) -> Substring { trimmed(text[...]) }

// MARK: - Plans as text

extension TrainingPlan {
  /// A configuration that gives this plan again, whatever the defaults of its environment become.
  public var configuration: String {
    let heading = """
      # Settings of a training, for `proximal train --config FILE`; options given besides win.
      # Keys are the names of the options; # begins a comment.

      """
    let groups = Settings.groups.map { group in
      let lines = group.settings.map { setting in
        let said = "\(setting.name) = \(setting.text(self))"
        let padding = String(repeating: " ", count: max(1, 36 - said.count))
        return "\(said)\(padding)# \(setting.purpose)\n"
      }
      return "\n# \(group.title)\n\(lines.joined())"
    }
    return heading + groups.joined()
  }

  /// The plan that a configuration gives: the defaults of its environment, and what it says on top.
  ///
  /// - Parameters:
  ///   - configuration: the text, lines of `key = value`.
  ///   - path: what a fault calls the text.
  public init(configuration: String, path: String) throws(ConfigurationFile.Fault) {
    let file = try ConfigurationFile(parsing: Array(configuration.utf8), path: path)
    guard let environment = file.environment else {
      throw ConfigurationFile.Fault(path: path, line: 1, message: "no line names the environment")
    }
    self.init(environment: environment)
    file.apply(to: &self)
  }
}

extension TrainingPlan: Codable {
  /// As the text of its configuration.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(configuration)
  }

  /// From the text of its configuration.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    try self.init(configuration: text, path: "configuration")
  }
}
