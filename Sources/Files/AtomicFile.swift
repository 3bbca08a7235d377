import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files that are whole or not there.
///
/// What is written goes to a temporary file in the same directory, is flushed to the disk and
/// then renamed, so that a reader finds the old contents or the new ones and never a part. A
/// failure removes the temporary file and leaves the old one as it was.
public enum AtomicFile {
  /// Writes `text`, as UTF-8, to the file at `path`.
  ///
  /// A symbolic link is followed, also one that leads to where no file is yet. The directory must exist.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Writes `bytes` to the file at `path`.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    try write(bytes, to: path, unfinished: .shared)
  }

  /// Finds out whether a file can be written at `path` now, and leaves no trace of it.
  public static func checkWritable(_ path: String) throws(FileError) {
    let (descriptor, temporary) = try UnfinishedFiles.shared.create(nextTo: writableTarget(path))
    defer { UnfinishedFiles.shared.forget(temporary) }
    unlink(temporary)
    try FileError.telling("write", path) { try descriptor.close() }
  }

  /// Creates `directory` and the directories above it, where they are missing.
  public static func makeDirectory(_ directory: String) throws(FileError) {
    if isDirectory(directory) { return }
    if let above = parent(of: directory), above != directory { try makeDirectory(above) }
    guard mkdir(directory, 0o777) != 0 else { return }
    let fault = Errno(rawValue: errno)
    // Someone else may have made it in the meantime.
    guard !isDirectory(directory) else { return }
    try FileError.telling("make the directory", directory) {
      throw fault == .fileExists ? Errno.notDirectory : fault
    }
  }

  /// Removes the temporary files of writes that are under way, and refuses writes from then on.
  ///
  /// For the end of the process alone: a thread that waits for SIGINT calls it before `_exit`.
  public static func removeUnfinished() {
    UnfinishedFiles.shared.removeAllAndClose()
  }

  static func write(
    _ bytes: [UInt8], to path: String, unfinished: UnfinishedFiles
  ) throws(FileError) {
    let target = try writableTarget(path)
    let (descriptor, temporary) = try unfinished.create(nextTo: target)
    defer { unfinished.forget(temporary) }
    do throws(FileError) {
      try fill(descriptor, with: bytes, path: path)
      try FileError.telling("write", path) {
        if rename(temporary, target) != 0 { throw Errno(rawValue: errno) }
      }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Writes all bytes, flushes them to the disk and closes the descriptor, come what may.
  static func fill(
    _ descriptor: FileDescriptor, with bytes: [UInt8], path: String
  ) throws(FileError) {
    try FileError.telling("write", path) {
      try descriptor.closeAfter {
        try descriptor.writeAll(bytes)
        // EINVAL: a kind of file that knows no flushing.
        if fsync(descriptor.rawValue) != 0 && errno != EINVAL { throw Errno(rawValue: errno) }
      }
    }
  }

  /// Where a file for `path` goes: the target of a link; never in place of a device or directory.
  private static func writableTarget(_ path: String) throws(FileError) -> String {
    guard let type = try? Stat(path).type else { return try endOfLinks(from: path) }
    switch type {
    case .regular: break
    case .directory: try FileError.telling("write", path) { throw Errno.isDirectory }
    default: throw FileError(path: path, action: "write", reason: "Not a regular file")
    }
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Where a chain of links ends at which no file is: what the system itself would create.
  private static func endOfLinks(from path: String) throws(FileError) -> String {
    var place = path
    // As many links as Linux follows.
    for _ in 0..<40 {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      guard readlink(place, &buffer, buffer.count - 1) > 0 else { return place }
      let target = String(cString: buffer)
      let directory = target.hasPrefix("/") ? nil : parent(of: place)
      place = directory.map { "\($0)/\(target)" } ?? target
    }
    return try FileError.telling("write", path) { throw Errno.tooManySymbolicLinkLevels }
  }

  private static func isDirectory(_ path: String) -> Bool {
    (try? Stat(path).type) == .directory
  }

  /// The directory that holds `path`, or nil for a lone name and for the root.
  public static func parent(of path: String) -> String? {
    var path = path[...]
    while path.count > 1 && path.last == "/" { path.removeLast() }
    guard let slash = path.lastIndex(of: "/") else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
