import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder that one process at a time writes to.
///
/// The lock is the system's, on a hidden file that stays: the process that holds it may be killed, and
/// the folder is free. It ends with the object at the latest.
public final class FolderLock {
  let descriptor: FileDescriptor

  /// Takes the lock, or throws at once where somebody has it.
  ///
  /// - Parameters:
  ///   - folder: there is one.
  ///   - purpose: what it is held for; who writes other files there has a lock of its own.
  public init(_ folder: String, for purpose: String) throws(FileError) {
    descriptor = try FileError.telling("write", folder) {
      try FileDescriptor.open(
        "\(folder)/.\(purpose).lock", .readWrite, options: [.create, .closeOnExec],
        permissions: FilePermissions(rawValue: 0o666))
    }
    // A file system that knows no locks has none to respect.
    guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
    try? descriptor.close()
    throw FileError(
      path: folder, action: "write",
      reason: "a training that is running writes its \(purpose) there")
  }

  deinit {
    // Not by closing alone: a child process that another thread has just forked has a copy of the
    // descriptor until it runs its program, and the lock would stay as long as that.
    _ = flock(descriptor.rawValue, LOCK_UN)
    try? descriptor.close()
  }
}
