import Foundation

/// The program as it has been built beside the tests.
enum TrainProgram {
  private static let file = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("proximal")

  static var isThere: Bool { FileManager.default.isExecutableFile(atPath: file.path) }

  /// Runs `proximal train` to its end, and calls `meanwhile` with its number while it runs. Returns the
  /// exit code and what it said on standard error.
  static func run(
    _ arguments: [String], meanwhile: (pid_t) -> Void = { _ in }
  ) throws -> (code: Int32, said: String) {
    let process = make(arguments)
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    meanwhile(process.processIdentifier)
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: said, as: UTF8.self))
  }

  /// `proximal train` with these arguments, not yet started; what it says goes nowhere.
  static func make(_ arguments: [String], environment: [String: String] = [:]) -> Process {
    let process = Process()
    process.executableURL = file
    process.arguments = ["train"] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return process
  }
}
