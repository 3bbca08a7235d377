import Files

/// A log as text.
enum LogText {
  /// A log of a million iterations is smaller.
  static let largestSize = 1 << 30

  /// The whole lines of a file, each with its end; nil where there is no such file.
  ///
  /// What stands after the last line feed was torn when its writer was killed, and is left out.
  static func lines(ofFileAt path: String) throws(FileError) -> [String]? {
    try bytes(ofFileAt: path).map { bytes throws(FileError) in try lines(of: bytes, path: path) }
  }

  /// The whole lines of what the file at `path` holds.
  static func lines(of bytes: [UInt8], path: String) throws(FileError) -> [String] {
    var lines: [String] = []
    var start = bytes.startIndex
    for end in bytes.indices where bytes[end] == UInt8(ascii: "\n") {
      guard let line = String(validating: bytes[start...end], as: UTF8.self) else {
        throw FileError(path: path, action: "read", reason: "line \(lines.count + 1): not UTF-8")
      }
      lines.append(line)
      start = end + 1
    }
    return lines
  }

  private static func bytes(ofFileAt path: String) throws(FileError) -> [UInt8]? {
    do throws(RegularFile.Fault) {
      return try RegularFile.read(path, largestSize: largestSize)
    } catch {
      if case .missing = error { return nil }
      throw FileError(
        path: path, action: "read", reason: error.reason(largestSize: "\(largestSize >> 20) MB"))
    }
  }
}
