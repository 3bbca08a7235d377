import Foundation

/// The most memory that a process has had at once: the peak of its resident set, in bytes.
package enum PeakMemory {
  /// Of this process; nil where the system does not tell.
  package static var ofThisProcess: Int? {
    #if canImport(Darwin)
      var usage = rusage()
      // In bytes there; Linux would count from before the program was loaded, when this process still
      // shared its parent's memory.
      return getrusage(RUSAGE_SELF, &usage) == 0 ? Int(usage.ru_maxrss) : nil
    #else
      return of(getpid())
    #endif
  }

  /// Of a process that runs; nil where the system does not tell.
  package static func of(_ process: pid_t) -> Int? {
    let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    return text.flatMap(peak(inStatus:))
  }

  /// The mark of the highest water in what Linux tells about a process.
  static func peak(inStatus text: String) -> Int? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
      .map { $0 * 1024 }
  }
}
