import Files
import SystemPackage

/// A file that grows by what is appended.
///
/// Nothing waits in a buffer of ours: what has been appended is the system's, and a process that is
/// killed takes none of it along.
final class LogFile {
  let path: String
  /// Nil once it is closed.
  private var descriptor: FileDescriptor?

  /// Opens the file at `path` where it ends; creates it when it is missing.
  ///
  /// - Parameter mustBeNew: fails with ``FileError`` when there is such a file.
  init(appendingTo path: String, mustBeNew: Bool = false) throws(FileError) {
    self.path = path
    descriptor = try FileError.telling("write", path) {
      try FileDescriptor.open(
        path, .writeOnly,
        options: [.create, .append, .closeOnExec, mustBeNew ? .exclusiveCreate : []],
        permissions: FilePermissions(rawValue: 0o666))
    }
  }

  deinit { try? descriptor?.close() }

  /// Adds all bytes to the end of the file.
  func append(_ bytes: [UInt8]) throws(FileError) {
    guard let descriptor else { fatalError("nothing is appended to a log that is closed") }
    // A file whose folder was removed can still be written, and nobody will ever read it.
    let links = try FileError.telling("write", path) {
      try descriptor.writeAll(bytes)
      return try Stat(descriptor).linkCount
    }
    if links == 0 {
      throw FileError(path: path, action: "write", reason: "the file has been removed")
    }
  }

  /// Ends it; an error that the system kept to itself until now is thrown.
  func close() throws(FileError) {
    guard let open = descriptor else { return }
    descriptor = nil
    try FileError.telling("write", path) { try open.close() }
  }
}
