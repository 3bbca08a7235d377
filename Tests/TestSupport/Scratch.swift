import Foundation

/// A directory of a test's own, removed at its end.
public final class Scratch {
  public let path: String

  public init() {
    path = NSTemporaryDirectory() + "proximal-\(UUID().uuidString)"
    try! FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The text of one of its files, or nil.
  public func text(_ name: String) -> String? {
    try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }

  /// The names of what is in it, sorted.
  public var files: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? []
  }
}

/// Calls `body` with the path of an empty folder, and removes it afterwards.
public func withFolder<Value>(_ body: (_ path: String) throws -> Value) throws -> Value {
  let scratch = Scratch()
  return try withExtendedLifetime(scratch) { try body(scratch.path) }
}

/// Calls `body` with the path of a file that holds `bytes`, and removes it afterwards.
public func withFile<Value>(
  _ bytes: some Collection<UInt8>, named name: String = "golden.json",
  _ body: (_ path: String) throws -> Value
) throws -> Value {
  try withFolder { folder in
    let file = "\(folder)/\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return try body(file)
  }
}
