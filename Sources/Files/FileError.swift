import SystemPackage

/// A file or directory that could not be read or written.
public struct FileError: Error, Equatable, CustomStringConvertible {
  public var path: String
  /// What was tried: "write", "read", "make the directory".
  public var action: String
  /// The system's words: "No space left on device".
  public var reason: String

  public init(path: String, action: String, reason: String) {
    (self.path, self.action, self.reason) = (path, action, reason)
  }

  /// One line: `cannot write figures/loop.svg: No space left on device`.
  public var description: String { "cannot \(action) \(path): \(reason)" }

  /// Does something to a file and tells what the system refuses as an error of that file.
  package static func telling<Result>(
    _ action: String, _ path: String, _ body: () throws -> Result
  ) throws(FileError) -> Result {
    do {
      return try body()
    } catch {
      // An `Errno` describes itself in the system's words.
      throw FileError(path: path, action: action, reason: "\(error)")
    }
  }
}
