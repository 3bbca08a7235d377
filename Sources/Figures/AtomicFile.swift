import Synchronization

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
  /// A symbolic link is followed. The directory must exist.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Writes `bytes` to the file at `path`.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    try write(bytes, to: path, unfinished: .shared)
  }

  /// Creates `directory` and the directories above it, where they are missing.
  public static func makeDirectory(_ directory: String) throws(FileError) {
    if isDirectory(directory) { return }
    if let above = parent(of: directory), above != directory { try makeDirectory(above) }
    guard mkdir(directory, 0o777) != 0 else { return }
    let code = errno
    // Someone else may have made it in the meantime.
    guard !isDirectory(directory) else { return }
    throw FileError(
      path: directory, action: "make the directory", code: code == EEXIST ? ENOTDIR : code)
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
      if rename(temporary, target) != 0 { throw FileError(path: path, action: "write") }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Writes all bytes, flushes them to the disk and closes the descriptor, come what may.
  static func fill(
    _ descriptor: CInt, with bytes: [UInt8], path: String
  ) throws(FileError) {
    var failure: FileError?
    var rest = bytes[...]
    while !rest.isEmpty && failure == nil {
      let count = rest.withUnsafeBytes { writeSome(descriptor, $0) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        failure = FileError(path: path, action: "write")
      }
    }
    // EINVAL: a kind of file that knows no flushing.
    if failure == nil && fsync(descriptor) != 0 && errno != EINVAL {
      failure = FileError(path: path, action: "write")
    }
    if close(descriptor) != 0 && failure == nil {
      failure = FileError(path: path, action: "write")
    }
    if let failure { throw failure }
  }

  /// Where a file for `path` goes: the target of a link; never in place of a device or directory.
  private static func writableTarget(_ path: String) throws(FileError) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return path }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw FileError(path: path, action: "write", code: EISDIR)
    default: throw FileError(path: path, action: "write", reason: "Not a regular file")
    }
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The directory that holds `path`, or nil for a lone name and for the root.
  static func parent(of path: String) -> String? {
    var path = path[...]
    while path.count > 1 && path.last == "/" { path.removeLast() }
    guard let slash = path.lastIndex(of: "/") else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// The contents of the file at `path`, or nil where it cannot be read.
func contents(of path: String) -> [UInt8]? {
  guard let file = fopen(path, "rbe") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    bytes += buffer[..<count]
    if count < buffer.count { return ferror(file) == 0 ? bytes : nil }
  }
}

/// Whether there is a regular file with something in it at `path`.
func isRegularFile(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_size > 0
}

/// The system's `write`, whose name `AtomicFile` hides.
private func writeSome(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}

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

  /// An error in the system's words, by default for what it just reported in `errno`.
  init(path: String, action: String, code: CInt = errno) {
    self.init(path: path, action: action, reason: String(cString: strerror(code)))
  }

  /// One line: `cannot write figures/loop.svg: No space left on device`.
  public var description: String { "cannot \(action) \(path): \(reason)" }
}

/// The temporary files that exist at this moment.
final class UnfinishedFiles: Sendable {
  static let shared = UnfinishedFiles()

  private struct State {
    var paths: Set<String> = []
    var counter = 0
    var isClosed = false
  }
  private let state = Mutex(State())

  /// Creates an empty temporary file beside `target`.
  ///
  /// Under the lock, so that `removeAllAndClose` misses none.
  func create(nextTo target: String) throws(FileError) -> (descriptor: CInt, path: String) {
    let result = state.withLock { state -> Result<(CInt, String), FileError> in
      if state.isClosed {
        return .failure(FileError(path: target, action: "write", code: ECANCELED))
      }
      while true {
        state.counter += 1
        let path = temporaryPath(for: target, number: state.counter)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        if descriptor >= 0 {
          state.paths.insert(path)
          return .success((descriptor, path))
        }
        if errno != EEXIST && errno != EINTR {
          return .failure(FileError(path: target, action: "write"))
        }
      }
    }
    return try result.get()
  }

  func forget(_ path: String) {
    _ = state.withLock { $0.paths.remove(path) }
  }

  func removeAllAndClose() {
    state.withLock { state in
      state.isClosed = true
      for path in state.paths { unlink(path) }
      state.paths = []
    }
  }

  var count: Int { state.withLock { $0.paths.count } }

  /// `figures/.loop.svg.4711-1.tmp`: hidden, and apart from those of another process.
  private func temporaryPath(for target: String, number: Int) -> String {
    let name = target.split(separator: "/").last.map(String.init) ?? target
    let directory = AtomicFile.parent(of: target).map { $0 == "/" ? "/" : $0 + "/" } ?? ""
    return "\(directory).\(name).\(getpid())-\(number).tmp"
  }
}
