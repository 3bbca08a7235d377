import Files
import Foundation

/// The settings of a training in a file that people write: lines of `key = value` with the names of
/// the options as keys; `#` begins a comment.
///
///     environment = CartPole-v1
///     steps = 200000
///     learning-rate = 0.001   # at the start
struct ConfigurationFile: Sendable {
  let path: String
  private(set) var entries: [Entry] = []

  /// A line that says something.
  struct Entry: Sendable {
    var setting: any AnySetting
    var value: String
    var line: Int
  }

  /// A line that cannot be meant so.
  struct Fault: Error, Equatable, CustomStringConvertible {
    var path: String
    var line: Int
    var message: String

    var description: String { "\(path):\(line): \(message)" }
  }

  /// The environment that it names, if it does.
  var environment: String? { entry(of: Setting.environment.name)?.value }

  func entry(of name: String) -> Entry? { entries.first { $0.setting.name == name } }

  /// Puts what it says in place of what the plan has.
  func apply(to plan: inout TrainingPlan) {
    for entry in entries { _ = entry.setting.read(entry.value, into: &plan) }
  }
}

// MARK: - Reading

extension ConfigurationFile {
  /// A configuration has thirty lines; a file beyond this is another one.
  private static let largestSize = 1 << 20

  /// - Throws: a `FileError` where the file cannot be read, a ``Fault`` where a line is wrong.
  init(contentsOf path: String) throws {
    let bytes: [UInt8]
    do {
      bytes = try RegularFile.read(path, largestSize: Self.largestSize)
    } catch {
      throw FileError(path: path, action: "read", reason: error.reason(largestSize: "1 MB"))
    }
    try self.init(parsing: bytes, path: path)
  }

  init(parsing bytes: [UInt8], path: String) throws(Fault) {
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
    let said = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespacesAndNewlines)
    if said.isEmpty { return }
    guard let sign = said.firstIndex(of: "=") else {
      throw fault("\(said): lines of the form key = value are allowed")
    }
    let key = said[..<sign].trimmingCharacters(in: .whitespaces)
    let value = said[said.index(after: sign)...].trimmingCharacters(in: .whitespaces)
    guard let setting = Settings.all.first(where: { $0.names.contains(key) }) else {
      throw fault("\(key) = \(value): no setting has this name; \(suggestion(for: key))")
    }
    if let first = entry(of: setting.name) {
      throw fault(
        "\(key) = \(value): line \(first.line) has \(setting.name) already; one line is allowed")
    }
    // Any plan will do: only the value is tried.
    var plan = TrainingPlan(environment: Worlds.ids[0])
    guard setting.read(value, into: &plan) else {
      throw fault("\(key) = \(value): \(setting.allowed) is allowed")
    }
    entries.append(Entry(setting: setting, value: value, line: number))
  }
}

/// The name that was most likely meant.
private func suggestion(for key: String) -> String {
  let names = Settings.all.flatMap(\.names)
  let nearest = names.min { editDistance($0, key) < editDistance($1, key) }!
  return editDistance(nearest, key) <= max(2, key.count / 3)
    ? "did you mean \(nearest)?" : "the names of `proximal train --help` are allowed"
}

/// Levenshtein's distance: letters to insert, remove or replace.
private func editDistance(_ a: String, _ b: String) -> Int {
  var row = Array(0...b.count)
  for (i, letter) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in b.enumerated() {
      let replaced = diagonal + (letter == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}

// MARK: - Writing

extension ConfigurationFile {
  /// A file that gives this plan again, whatever the defaults of its environment become.
  static func text(of plan: TrainingPlan) -> String {
    let heading = """
      # Settings of a training, for `proximal train --config FILE`; options given besides win.
      # Keys are the names of the options; # begins a comment.

      """
    let groups = Settings.groups.map { group in
      let lines = group.settings.map { setting in
        let said = "\(setting.name) = \(setting.text(in: plan))"
        let padding = String(repeating: " ", count: max(1, 36 - said.count))
        return "\(said)\(padding)# \(setting.abstract)\n"
      }
      return "\n# \(group.title)\n\(lines.joined())"
    }
    return heading + groups.joined()
  }
}
