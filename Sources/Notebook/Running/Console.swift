import Foundation
import SystemPackage

/// Where people's text goes, and how a run ends.
///
/// Every byte is written with its errors checked: a disk that is full ends the run with one clear line,
/// never with a crash or silence. A reader that has read enough (`| head`) is no fault.
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

  /// How many characters a line of the stream's terminal has; 80 where there is none.
  public static func columns(of stream: Stream) -> Int {
    var size = winsize()
    guard ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  private nonisolated(unsafe) static var rank = 0
  private nonisolated(unsafe) static var endOthers: (Int32) -> Void = { _ in }

  /// Several processes do the same, and only the first talks. This one is silent from now on, but for
  /// what only it has to complain of; and where one ends with an error, all do.
  ///
  /// - Parameters:
  ///   - rank: which process this is; the first is 0.
  ///   - endOthers: ends all processes with an exit code.
  public static func speak(asRank rank: Int, endOthers: @escaping (Int32) -> Void) {
    self.rank = rank
    self.endOthers = endOthers
  }

  /// Writes all of `text`, or ends the run when that cannot be done.
  public static func write(_ text: String, to stream: Stream) {
    guard rank == 0 else { return }
    guard let fault = attempt(text, to: stream) else { return }
    if fault == .brokenPipe { finishUnread() }
    // Nobody can be told about standard error on standard error.
    if stream == .output {
      fail("\(stream.name) could not be written: \(fault)")
    }
    finish(with: 1)
  }

  /// Writes all of `text`; says why that cannot be done.
  static func attempt(_ text: String, to stream: Stream) -> Errno? {
    do {
      try FileDescriptor(rawValue: stream.rawValue).writeAll(text.utf8)
      return nil
    } catch {
      return error as? Errno ?? .ioError
    }
  }

  /// Ends the run as the system ends a program whose reader has closed the pipe: by SIGPIPE, and
  /// without a word.
  private static func finishUnread() -> Never {
    Interruption.removeUnfinishedFiles()
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
    // Who started us may have blocked the signal.
    exit(128 + SIGPIPE)
  }

  /// Ends the run with exit code 1 and one line that says why.
  public static func fail(_ message: String) -> Never {
    if rank > 0 {
      // If the first has the same to say, it says it now, and ends this process with all others.
      Thread.sleep(forTimeInterval: 0.5)
    }
    let place = rank > 0 ? "rank \(rank): " : ""
    _ = attempt("error: \(place)\(message)\n", to: .error)
    finish(with: 1)
  }

  /// Ends the run and leaves nothing half-written behind.
  public static func finish(with code: Int32) -> Never {
    Interruption.removeUnfinishedFiles()
    endOthers(code)
    exit(code)
  }

  /// `text` in bold where `stream` is a terminal.
  static func bold(_ text: String, on stream: Stream) -> String {
    isTerminal(stream) ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }
}
