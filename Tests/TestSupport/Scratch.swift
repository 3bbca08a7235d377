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
