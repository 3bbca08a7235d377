import Files
import Dispatch
import Foundation

/// What happens when somebody stops a run: Ctrl-C, `kill`, a terminal or a pipe that closes.
public enum Interruption {
  private nonisolated(unsafe) static var sources: [any DispatchSourceSignal] = []
  private static let lock = NSLock()
  private nonisolated(unsafe) static var children: Set<pid_t> = []

  /// From here on SIGHUP, SIGINT and SIGTERM remove unfinished files and end the run with 129, 130 or
  /// 143, and a closed pipe is an error that who writes sees rather than a sudden death.
  ///
  /// Where SIGHUP is ignored already, as under `nohup`, it stays so.
  public static func prepare() {
    lock.withLock {
      guard sources.isEmpty else { return }
      signal(SIGPIPE, SIG_IGN)
      let registered = DispatchGroup()
      for number in [SIGHUP, SIGINT, SIGTERM] {
        let before = signal(number, SIG_IGN)
        if number == SIGHUP && isIgnoring(before) { continue }
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { end(after: number) }
        registered.enter()
        source.setRegistrationHandler { registered.leave() }
        source.resume()
        sources.append(source)
      }
      // Until then a signal would be lost.
      registered.wait()
    }
  }

  private static func end(after number: Int32) {
    // A live bar may stand on the line; the shell's prompt should not. A terminal that has hung up
    // cannot be written to.
    if Console.isTerminal(.error) { _ = Console.attempt("\n", to: .error) }
    lock.withLock { for child in children { kill(child, SIGKILL) } }
    removeUnfinishedFiles()
    _exit(128 + number)
  }

  /// Starts a child that an interruption ends as well, until ``forget(_:)``.
  ///
  /// Ctrl-C need not reach it: Foundation gives a child a process group of its own, and what this
  /// process ignores, its children ignore.
  package static func start(_ child: Process) throws {
    // Under the lock: an interruption meanwhile waits until the child can be ended.
    try lock.withLock {
      try child.run()
      children.insert(child.processIdentifier)
    }
  }

  /// A child that has ended: its number may soon be another's.
  package static func forget(_ child: Process) {
    lock.withLock { _ = children.remove(child.processIdentifier) }
  }

  private static func isIgnoring(_ handler: (@convention(c) (CInt) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  static func removeUnfinishedFiles() {
    AtomicFile.removeUnfinished()
  }
}
