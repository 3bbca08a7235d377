import Foundation

/// A Python that may be there: the one that the environment variable PROXIMAL_PYTHON names, or
/// `python3`.
enum PythonPeer {
  /// Whether it is there and has these modules.
  static func has(_ modules: String...) -> Bool {
    (try? run("import " + modules.joined(separator: ", "))) ?? nil != nil
  }

  /// What a script prints; nil when it fails.
  static func run(_ script: String, _ arguments: String...) throws -> String? {
    let python = ProcessInfo.processInfo.environment["PROXIMAL_PYTHON"] ?? "python3"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python, "-c", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: bytes, as: UTF8.self) : nil
  }
}
