import Foundation

/// Where people's text goes, and how a run ends.
///
/// Every byte is written with its errors checked: a reader that closes our output early (`| head`)
/// or a disk that is full ends the run with one clear line, never with a crash or silence.
public enum Console {
  /// The standard streams.
  public enum Stream: Int32, Sendable {
    case output = 1
    case error = 2

    var name: String { self == .output ? "standard output" : "standard error" }
  }

  /// Whether a person is looking: colour and a live bar are for terminals.
  public static func isTerminal(_ stream: Stream) -> Bool {
    isatty(stream.rawValue) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// Writes all of `text`, or ends the run when that cannot be done.
  public static func write(_ text: String, to stream: Stream) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes {
        Foundation.write(stream.rawValue, $0.baseAddress, $0.count)
      }
      if written >= 0 {
        bytes = bytes.dropFirst(written)
      } else if errno != EINTR {
        // Nobody can be told about standard error on standard error.
        let reason = String(cString: strerror(errno))
        if stream == .output { fail("\(stream.name) could not be written: \(reason)") }
        finish(with: 1)
      }
    }
  }

  /// Ends the run with exit code 1 and one line that says why.
  public static func fail(_ message: String) -> Never {
    write("error: \(message)\n", to: .error)
    finish(with: 1)
  }

  /// Ends the run and leaves nothing half-written behind.
  public static func finish(with code: Int32) -> Never {
    Interruption.removeUnfinishedFiles()
    exit(code)
  }

  /// `text` in bold where `stream` is a terminal.
  static func bold(_ text: String, on stream: Stream) -> String {
    isTerminal(stream) ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }
}
