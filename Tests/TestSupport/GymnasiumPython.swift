import Foundation
import Testing

/// The Python of tests that play in Gymnasium: that of the virtual environment which `make gymnasium`
/// makes.
public enum GymnasiumPython {
  public static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../.build/gymnasium-venv/bin/python").standardized.path

  /// Whether tests that need it are run. In CI they are, and fail where it is not there.
  public static let isWanted =
    FileManager.default.isExecutableFile(atPath: path)
    || ProcessInfo.processInfo.environment["CI"] == "true"

  public static let reason: Comment =
    "there is no Python with gymnasium: make gymnasium installs it"
}

/// A program that stands in for Python, in a folder of its own.
public struct StandIn {
  private let scratch = Scratch()
  public var folder: String { scratch.path }
  public var path: String { folder + "/python" }

  /// - Parameter script: of a shell.
  public init(_ script: String) throws {
    // A process of its own writes it: a file that is open for writing anywhere cannot be run, and what
    // is open here is so for a moment in every process that another test starts.
    _ = try run(
      "/bin/sh", "-c", #"printf '#!/bin/sh\n%s\n' "$1" >"$0" && chmod +x "$0""#, path, script)
  }

  /// Python itself, with the environments of `fakes.py`.
  ///
  /// - Parameters:
  ///   - module: by which name they are imported.
  ///   - options: of Python.
  public static func withFakes(module: String = "fakes", options: String = "") throws -> StandIn {
    let standIn = try StandIn(
      #"PYTHONPATH="$(dirname "$0")" exec '\#(GymnasiumPython.path)' \#(options) "$@""#)
    let fakes = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../GymnasiumWorkersTests/fakes.py").standardized
    try FileManager.default.copyItem(
      atPath: fakes.path, toPath: "\(standIn.folder)/\(module).py")
    return standIn
  }
}

/// What a program prints.
private func run(_ program: String, _ arguments: String...) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let bytes = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return String(decoding: bytes, as: UTF8.self)
}

/// Processes whose command line holds a text.
public func processes(naming text: String) throws -> [Int32] {
  try run("/usr/bin/env", "pgrep", "-f", text).split(separator: "\n").compactMap { Int32($0) }
}

/// Whether a process is gone, or is gone soon.
public func isGone(_ identifier: Int32) -> Bool {
  for _ in 0..<2000 {
    if kill(identifier, 0) == -1 { return true }
    usleep(5000)
  }
  return false
}
