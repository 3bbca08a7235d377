#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that has one end of a socket for its standard input. What it prints goes to standard error.
///
/// However this program ends, its end of the socket is closed then, and the other one hears of it.
final class ChildProcess {
  /// Why nothing more goes to it or comes from it.
  enum Fault: Error, Equatable {
    /// The system's words.
    case unstartable(String)
    /// No byte came, or could be sent, within the limit.
    case silent
    /// The other end of the socket has been closed.
    case closed
  }

  /// The process's number, for those who want to see it gone.
  let identifier: pid_t
  private let socket: CInt
  /// What `waitpid` said, once it has ended.
  private var status: CInt?

  /// - Parameters:
  ///   - path: of the program.
  ///   - arguments: without its name.
  init(_ path: String, _ arguments: [String]) throws(Fault) {
    let (ours, theirs) = try socketPair()
    defer { close(theirs) }
    var identifier: pid_t = 0
    let code = spawn(path, arguments, input: theirs, &identifier)
    guard code == 0 else {
      close(ours)
      throw .unstartable(String(cString: strerror(code)))
    }
    (self.identifier, socket) = (identifier, ours)
  }

  deinit {
    close(socket)
    // It ends by itself now. What does not is ended.
    if !waitForEnd() { end() }
  }

  /// How long to wait for a byte, and for room for one.
  func limit(toSeconds seconds: Int) {
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
  }

  func send(_ bytes: [UInt8]) throws(Fault) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        write(socket, bytes.baseAddress! + sent, bytes.count - sent)
      }
      if count < 0 { try check(errno) } else { sent += count }
    }
  }

  /// Fills the first `count` bytes of `bytes`, which is made longer if it has fewer.
  func receive(_ count: Int, into bytes: inout [UInt8]) throws(Fault) {
    if bytes.count < count { bytes += [UInt8](repeating: 0, count: count - bytes.count) }
    var filled = 0
    while filled < count {
      let taken = bytes.withUnsafeMutableBytes { bytes in
        read(socket, bytes.baseAddress! + filled, count - filled)
      }
      if taken == 0 { throw .closed }
      if taken < 0 { try check(errno) } else { filled += taken }
    }
  }

  private func check(_ code: CInt) throws(Fault) {
    switch code {
    case EINTR: return
    case EAGAIN, EWOULDBLOCK: throw .silent
    default: throw .closed
    }
  }

  /// Ends the program at once, and what it has started, unless it has ended.
  func end() {
    guard !hasEnded() else { return }
    // The negative number is that of its group.
    kill(-identifier, SIGKILL)
    var status: CInt = 0
    while waitpid(identifier, &status, 0) == -1 && errno == EINTR {}
    self.status = status
  }

  /// How a program that has closed its socket has ended: `ended with exit status 1`.
  func howItEnded() -> String {
    guard waitForEnd(), let status else { return "has closed its socket" }
    let signal = status & 0x7F
    return signal == 0
      ? "ended with exit status \(status >> 8 & 0xFF)"
      : "was ended by signal \(signal) (\(String(cString: strsignal(signal))))"
  }

  /// Gives it two seconds to end. Returns whether it has.
  private func waitForEnd() -> Bool {
    for _ in 0..<400 where !hasEnded() { usleep(5000) }
    return hasEnded()
  }

  private func hasEnded() -> Bool {
    if status != nil { return true }
    var status: CInt = 0
    if waitpid(identifier, &status, WNOHANG) == identifier { self.status = status }
    return self.status != nil
  }
}

/// Two ends of a socket. Neither is handed on to other programs, and to write to one whose other end is
/// closed is an error, not a signal.
private func socketPair() throws(ChildProcess.Fault) -> (CInt, CInt) {
  var ends: [CInt] = [-1, -1]
  #if canImport(Glibc)
    let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
  #elseif canImport(Musl)
    let kind = SOCK_STREAM | SOCK_CLOEXEC
  #else
    let kind = SOCK_STREAM
  #endif
  guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
    throw .unstartable(String(cString: strerror(errno)))
  }
  #if canImport(Darwin)
    var yes: CInt = 1
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      setsockopt(end, SOL_SOCKET, SO_NOSIGPIPE, &yes, socklen_t(MemoryLayout<CInt>.size))
    }
  #endif
  return (ends[0], ends[1])
}

/// `write` to a socket, which raises no SIGPIPE.
private func write(_ socket: CInt, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  #if canImport(Darwin)
    send(socket, bytes, count, 0)
  #else
    send(socket, bytes, count, CInt(MSG_NOSIGNAL))
  #endif
}

/// Starts a program in a process group of its own: Ctrl-C is for this one, which ends the others.
/// Returns 0 or the system's error.
private func spawn(
  _ path: String, _ arguments: [String], input: CInt, _ identifier: inout pid_t
) -> CInt {
  #if canImport(Darwin)
    var (actions, attributes): (posix_spawn_file_actions_t?, posix_spawnattr_t?)
  #else
    var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
  #endif
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_adddup2(&actions, input, 0)
  posix_spawn_file_actions_adddup2(&actions, 2, 1)
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  // What this program ignores, or this thread has blocked, would else be so there.
  var (none, usual) = (sigset_t(), sigset_t())
  sigemptyset(&none)
  sigemptyset(&usual)
  for signal in [SIGHUP, SIGINT, SIGTERM, SIGPIPE] { sigaddset(&usual, signal) }
  posix_spawnattr_setsigmask(&attributes, &none)
  posix_spawnattr_setsigdefault(&attributes, &usual)
  posix_spawnattr_setflags(
    &attributes,
    Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
  var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  return posix_spawn(&identifier, path, &actions, &attributes, &words, environ)
}
