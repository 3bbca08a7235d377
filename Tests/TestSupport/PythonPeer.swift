import Foundation

/// A Python that may be there: the one that the environment variable PROXIMAL_PYTHON names, or
/// `python3`.
public enum PythonPeer {
  /// Whether it is there and has these modules.
  public static func has(_ modules: String...) -> Bool {
    (try? run("import " + modules.joined(separator: ", "))) ?? nil != nil
  }

  /// What a script prints; nil when it fails.
  public static func run(_ script: String, _ arguments: String...) throws -> String? {
    try run(["-c", script] + arguments)
  }

  /// What a program in a file prints; nil when it fails.
  public static func run(file: String, _ arguments: [String]) throws -> String? {
    // No byte code beside the sources.
    try run(["-B", file] + arguments)
  }

  private static func run(_ arguments: [String]) throws -> String? {
    let python = ProcessInfo.processInfo.environment["PROXIMAL_PYTHON"] ?? "python3"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: bytes, as: UTF8.self) : nil
  }
}
