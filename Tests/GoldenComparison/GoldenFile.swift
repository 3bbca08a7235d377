import Files
import Foundation

/// Golden files on disk.
enum GoldenFile {
  /// No reference needs more, and a file beyond it would only exhaust memory.
  static let largestSize = 8 << 20

  /// The files that a path stands for: all `*.json` inside it, sorted by name, where it is a folder
  /// that has some, and otherwise the path itself, which ``read(_:)`` will judge.
  static func paths(at path: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let golden = names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted()
    let folder = path.hasSuffix("/") ? path : path + "/"
    return golden.isEmpty ? [path] : golden.map { folder + $0 }
  }

  /// Reads and parses a file.
  static func read(_ path: String) throws(GoldenError) -> JSONValue {
    let bytes = try readBytes(path)
    do {
      return try JSONValue(parsing: bytes)
    } catch {
      throw GoldenError("not JSON: \(error)")
    }
  }

  private static func readBytes(_ path: String) throws(GoldenError) -> [UInt8] {
    do {
      return try RegularFile.read(path, largestSize: largestSize)
    } catch {
      // A folder comes here only where it holds none.
      if case .isFolder = error {
        throw GoldenError("there is no readable .json file in the folder")
      }
      throw GoldenError(error.reason(largestSize: "\(largestSize >> 20) MB"))
    }
  }
}
