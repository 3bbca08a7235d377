import Files
import Foundation
import Notebook

/// A child process that has run: what it printed, how long it took from launch to exit, and how much
/// memory it held at its largest.
struct MeasuredProcess {
  var output: String
  /// 128 and the signal's number where a signal ended it.
  var exitCode: Int32
  var seconds: Double
  /// The peak of the resident set, in bytes; nil where nobody tells, or where it was over too soon.
  var peakBytes: Int?

  /// Runs a command and waits for it.
  ///
  /// - Parameters:
  ///   - command: the program, found along the search path, and its arguments.
  ///   - cores: the cores it may use, by number, where `taskset` is installed; nil for any.
  /// - Returns: nil when the program cannot be started.
  static func run(_ command: [String], cores: [Int]? = nil) -> MeasuredProcess? {
    Child(pinned(command, to: cores))?.wait()
  }

  /// Runs several commands at once.
  static func runSideBySide(_ commands: [[String]], cores: [Int]) -> [MeasuredProcess?] {
    // All are started before any is waited for; what they print fits into a pipe.
    let children = zip(commands, cores).map { Child(pinned($0, to: [$1])) }
    return children.map { $0?.wait() }
  }

  static func pinned(_ command: [String], to cores: [Int]?) -> [String] {
    guard let cores, let taskset = Executable.path(of: "taskset") else { return command }
    return [taskset, "-c", cores.map(String.init).joined(separator: ",")] + command
  }
}

/// A child that runs.
private struct Child {
  private let process = Process()
  private let output = Pipe()
  private let ended = DispatchSemaphore(value: 0)
  private let started: ContinuousClock.Instant

  /// Starts it with standard output in a pipe, nothing to read, and standard error thrown away.
  init?(_ command: [String]) {
    guard let program = Executable.path(of: command[0]) else { return nil }
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = Array(command.dropFirst())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    // `waitUntilExit` looks every 50 ms; this tells at once.
    process.terminationHandler = { [ended] _ in ended.signal() }
    started = ContinuousClock.now
    guard (try? Interruption.start(process)) != nil else { return nil }
  }

  func wait() -> MeasuredProcess {
    var (bytes, peak) = ([UInt8](), nil as Int?)
    // The mark of the highest water, read while the child lives.
    while read(into: &bytes) { peak = PeakMemory.of(process.processIdentifier) ?? peak }
    ended.wait()
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    Interruption.forget(process)
    let wasKilled = process.terminationReason == .uncaughtSignal
    return MeasuredProcess(
      output: String(decoding: bytes, as: UTF8.self),
      exitCode: (wasKilled ? 128 : 0) + process.terminationStatus, seconds: seconds,
      peakBytes: peak)
  }

  /// Waits a moment for output; false at its end.
  private func read(into bytes: inout [UInt8]) -> Bool {
    let descriptor = output.fileHandleForReading.fileDescriptor
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, 20) > 0 else { return true }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Foundation.read(descriptor, &buffer, buffer.count)
    if count > 0 { bytes += buffer[..<count] }
    return count > 0 || (count < 0 && errno == EINTR)
  }
}
