import SystemPackage

/// A file that is read whole.
public enum RegularFile {
  /// Why it was not read.
  public enum Fault: Error {
    case missing, isFolder, isSpecial, tooLarge, unreadable

    /// In words that follow `cannot read FILE: `.
    public func reason(largestSize: String) -> String {
      switch self {
      case .missing: "no such file"
      case .isFolder: "a folder, not a file"
      case .isSpecial: "not a regular file"
      case .tooLarge: "larger than \(largestSize)"
      case .unreadable: "the file cannot be opened"
      }
    }
  }

  /// The bytes of the file at `path`, of which there are `largestSize` at most.
  public static func read(_ path: String, largestSize: Int = .max) throws(Fault) -> [UInt8] {
    guard let status = try? Stat(path) else { throw .missing }
    switch status.type {
    case .regular: break
    case .directory: throw .isFolder
    // Reading a pipe or a device might never end.
    default: throw .isSpecial
    }
    guard status.size <= largestSize else { throw .tooLarge }
    guard let bytes = try? contents(of: path, atMost: largestSize) else { throw .unreadable }
    // It may have grown since.
    guard bytes.count <= largestSize else { throw .tooLarge }
    return bytes
  }

  /// Whether there is one with something in it.
  public static func exists(_ path: String) -> Bool {
    guard let status = try? Stat(path) else { return false }
    return status.type == .regular && status.size > 0
  }

  /// All bytes, or a few more than `size` where there are more.
  private static func contents(of path: String, atMost size: Int) throws -> [UInt8] {
    let descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
    return try descriptor.closeAfter {
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      while bytes.count <= size {
        let count = try chunk.withUnsafeMutableBytes { try descriptor.read(into: $0) }
        if count == 0 { break }
        bytes += chunk[..<count]
      }
      return bytes
    }
  }
}
