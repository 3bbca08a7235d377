import Foundation

/// The program as it has been built beside the tests.
enum TrainProgram {
  private static let file = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("proximal")

  static var isThere: Bool { FileManager.default.isExecutableFile(atPath: file.path) }

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
