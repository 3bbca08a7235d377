import Figures
import Foundation

/// A file that grows by what is appended.
///
/// Nothing waits in a buffer of ours: what has been appended is the system's, and a process that is
/// killed takes none of it along.
final class LogFile {
  let path: String
  private var descriptor: CInt

  /// Opens the file at `path` where it ends; creates it when it is missing.
  ///
  /// - Parameter mustBeNew: fails with ``FileError`` when there is such a file.
  init(appendingTo path: String, mustBeNew: Bool = false) throws(FileError) {
    self.path = path
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (mustBeNew ? O_EXCL : 0)
    descriptor = open(path, flags, 0o666)
    guard descriptor >= 0 else { throw fault() }
  }

  deinit {
    if descriptor >= 0 { Foundation.close(descriptor) }
  }

  /// Adds all bytes to the end of the file.
  func append(_ bytes: [UInt8]) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR {
        throw fault()
      }
    }
    try checkPlace()
  }

  /// Ends it; an error that the system kept to itself until now is thrown.
  func close() throws(FileError) {
    let open = descriptor
    descriptor = -1
    guard open < 0 || Foundation.close(open) == 0 else { throw fault() }
  }

  /// A file whose folder was removed can still be written, and nobody will ever read it.
  private func checkPlace() throws(FileError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw fault() }
    guard status.st_nlink > 0 else {
      throw FileError(path: path, action: "write", reason: "the file has been removed")
    }
  }

  private func fault() -> FileError {
    FileError(path: path, action: "write", reason: String(cString: strerror(errno)))
  }
}
