import Foundation
import TestSupport
import Testing

/// The Python of these tests, which has the package gymnasium: that of the virtual environment which
/// `make gymnasium` makes, or the one that PROXIMAL_PYTHON names.
enum Python {
  static let path: String = {
    if let named = ProcessInfo.processInfo.environment["PROXIMAL_PYTHON"] { return named }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../.build/gymnasium-venv/bin/python").standardized.path
  }()

  /// Whether tests that need it are run. In CI they are, and fail where it is not there.
  static let isWanted =
    FileManager.default.isExecutableFile(atPath: path)
    || ProcessInfo.processInfo.environment["CI"] == "true"

  static let reason: Comment = "there is no Python with gymnasium: make gymnasium installs it"
}

/// Programs that stand in for Python, in a folder of their own.
struct StandIn {
  let scratch = Scratch()
  var path: String { scratch.path + "/python" }

  /// - Parameter script: of a shell.
  init(_ script: String) throws {
    try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: false, encoding: .utf8)
    chmod(path, 0o755)
  }

  /// Python itself, with the environments of `fakes.py`.
  ///
  /// - Parameter module: by which name they are imported.
  static func withFakes(module: String = "fakes", options: String = "") throws -> StandIn {
    let standIn = try StandIn("")
    try FileManager.default.copyItem(
      atPath: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("fakes.py").path,
      toPath: "\(standIn.scratch.path)/\(module).py")
    try """
    #!/bin/sh
    PYTHONPATH='\(standIn.scratch.path)' exec '\(Python.path)' \(options) "$@"

    """.write(toFile: standIn.path, atomically: false, encoding: .utf8)
    return standIn
  }
}

/// Processes whose command line holds a text.
func processes(naming text: String) throws -> [Int32] {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["pgrep", "-f", text]
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let found = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return String(decoding: found, as: UTF8.self).split(separator: "\n").compactMap { Int32($0) }
}

/// Whether a process is gone, or is gone soon.
func isGone(_ identifier: Int32) -> Bool {
  for _ in 0..<2000 {
    if kill(identifier, 0) == -1 { return true }
    usleep(5000)
  }
  return false
}
