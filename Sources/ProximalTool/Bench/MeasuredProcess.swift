import Foundation

/// A child process that has run: what it printed, how long it took from launch to exit, and how much
/// memory it held at its largest.
struct MeasuredProcess {
  var output: String
  var exitCode: Int32
  var seconds: Double
  /// The peak of the resident set, in bytes; nil where nobody tells.
  var peakBytes: Int?

  /// Runs a command and waits for it.
  ///
  /// - Parameters:
  ///   - command: the program, found along the search path, and its arguments.
  ///   - cores: the cores it may use, by number, where `taskset` is installed; nil for any.
  /// - Returns: nil when the program cannot be started.
  static func run(_ command: [String], cores: [Int]? = nil) -> MeasuredProcess? {
    guard let child = Child(pinned(command, to: cores)) else { return nil }
    return child.wait()
  }

  /// Runs several commands at once.
  static func runSideBySide(_ commands: [[String]], cores: [Int]) -> [MeasuredProcess?] {
    // All are started before any is waited for; what they print fits into a pipe.
    let children = zip(commands, cores).map { Child(pinned($0, to: [$1])) }
    return children.map { $0?.wait() }
  }

  static func pinned(_ command: [String], to cores: [Int]?) -> [String] {
    guard let cores, let taskset else { return command }
    return [taskset, "-c", cores.map(String.init).joined(separator: ",")] + command
  }

  /// The peak of the resident set in `/proc/PID/status`, in bytes.
  static func residentPeak(inStatus text: String) -> Int? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
      .map { $0 * 1024 }
  }

  private static let taskset = ["/usr/bin/taskset", "/bin/taskset"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
}

/// A child that runs.
private struct Child {
  private let identifier: pid_t
  private let output: Int32
  private let started: ContinuousClock.Instant

  /// Starts it with standard output in a pipe and standard error thrown away.
  init?(_ command: [String]) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    // A child that is started later must not hold this pipe open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var arguments = command.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var identifier = pid_t()
    started = ContinuousClock.now
    let fault = posix_spawnp(&identifier, arguments[0]!, &actions, nil, &arguments, environ)
    close(ends[1])
    guard fault == 0 else {
      close(ends[0])
      return nil
    }
    (self.identifier, output) = (identifier, ends[0])
  }

  func wait() -> MeasuredProcess {
    var (bytes, peak) = ([UInt8](), nil as Int?)
    while read(into: &bytes) { peak = residentPeak ?? peak }
    close(output)
    var (status, usage) = (Int32(), rusage())
    while wait4(identifier, &status, 0, &usage) < 0, errno == EINTR {}
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    let signalled = status & 0x7F
    return MeasuredProcess(
      output: String(decoding: bytes, as: UTF8.self),
      exitCode: signalled == 0 ? (status >> 8) & 0xFF : 128 + signalled, seconds: seconds,
      peakBytes: peak ?? Self.largest(usage))
  }

  /// Waits a moment for output; false at its end.
  private func read(into bytes: inout [UInt8]) -> Bool {
    var request = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, 20) > 0 else { return true }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Foundation.read(output, &buffer, buffer.count)
    if count > 0 { bytes += buffer[..<count] }
    return count > 0 || (count < 0 && errno == EINTR)
  }

  /// The kernel's own mark of the highest water, read while the child lives. What `wait4` tells counts
  /// from before the child's program was loaded, when it still shared this process's memory.
  private var residentPeak: Int? {
    let text = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
    return text.flatMap(MeasuredProcess.residentPeak(inStatus:))
  }

  private static func largest(_ usage: rusage) -> Int {
    #if os(Linux)
      usage.ru_maxrss * 1024
    #else
      usage.ru_maxrss
    #endif
  }
}
