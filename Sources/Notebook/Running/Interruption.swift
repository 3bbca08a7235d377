import Files
import Dispatch
import Foundation

/// What happens when somebody stops a run: Ctrl-C, `kill`, a terminal or a pipe that closes.
public enum Interruption {
  private nonisolated(unsafe) static var sources: [any DispatchSourceSignal] = []
  private static let lock = NSLock()
  private nonisolated(unsafe) static var children: Set<pid_t> = []
  private nonisolated(unsafe) static var isPostponed = false
  private nonisolated(unsafe) static var noted: Int32?

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
        source.setEventHandler { arrive(number) }
        registered.enter()
        source.setRegistrationHandler { registered.leave() }
        source.resume()
        sources.append(source)
      }
      // Until then a signal would be lost.
      registered.wait()
    }
  }

  /// From here on the first of these signals is only noted, for ``pending``: the run goes on to a place
  /// where it can be stopped without loss. A second signal ends it at once.
  public static func postpone() {
    lock.withLock { isPostponed = true }
  }

  /// The signal that has come since ``postpone()``, if one has.
  public static var pending: Int32? { lock.withLock { noted } }

  /// From here on signals end the run at once again, and so does one that has been noted.
  public static func stopPostponing() {
    let number = lock.withLock {
      isPostponed = false
      return noted
    }
    if let number { end(after: number) }
  }

  private static func arrive(_ number: Int32) {
    let isFirst = lock.withLock {
      guard isPostponed, noted == nil else { return false }
      noted = number
      return true
    }
    if !isFirst { end(after: number) }
  }

  /// Ends the run as a signal does.
  ///
  /// - Parameter message: a line for standard error.
  public static func end(after number: Int32, saying message: String? = nil) -> Never {
    // A live bar may stand on the line; the shell's prompt should not. A terminal that has hung up
    // cannot be written to.
    if Console.isTerminal(.error) { _ = Console.attempt("\n", to: .error) }
    if let message { _ = Console.attempt(message + "\n", to: .error) }
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
