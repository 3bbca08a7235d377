import Dispatch
import Figures
import Foundation

/// What happens when somebody stops a run: Ctrl-C, `kill`, a pipe that closes.
public enum Interruption {
  private nonisolated(unsafe) static var sources: [any DispatchSourceSignal] = []
  private static let lock = NSLock()

  /// From here on SIGINT and SIGTERM remove unfinished files and end the run with 130 or 143, and a
  /// closed pipe is an error that is reported rather than a silent death.
  public static func prepare() {
    lock.withLock {
      guard sources.isEmpty else { return }
      signal(SIGPIPE, SIG_IGN)
      for number in [SIGINT, SIGTERM] {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
          // A live bar may stand on the line; the shell's prompt should not.
          if Console.isTerminal(.error) { Console.write("\n", to: .error) }
          removeUnfinishedFiles()
          _exit(128 + number)
        }
        source.resume()
        sources.append(source)
      }
    }
  }

  static func removeUnfinishedFiles() {
    AtomicFile.removeUnfinished()
  }
}
