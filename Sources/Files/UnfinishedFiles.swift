import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

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
  func create(nextTo target: String) throws(FileError) -> (descriptor: FileDescriptor, path: String)
  {
    try FileError.telling("write", target) {
      try state.withLock { state in
        if state.isClosed { throw Errno.canceled }
        while true {
          state.counter += 1
          let path = temporaryPath(for: target, number: state.counter)
          do {
            let descriptor = try FileDescriptor.open(
              path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
              permissions: FilePermissions(rawValue: 0o666))
            state.paths.insert(path)
            return (descriptor, path)
          } catch Errno.fileExists {
            // Left behind by a process that had our number; the next name may be free.
          }
        }
      }
    }
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
