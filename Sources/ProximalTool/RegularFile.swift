import Foundation

/// A file that is read whole.
enum RegularFile {
  enum Fault: Error {
    case missing, isFolder, isSpecial, tooLarge, unreadable

    /// In words that follow `cannot read FILE: `.
    func reason(largestSize: String) -> String {
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
  static func read(_ path: String, largestSize: Int) throws(Fault) -> [UInt8] {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else {
      throw .missing
    }
    switch attributes[.type] as? FileAttributeType {
    case .typeRegular: break
    case .typeDirectory: throw .isFolder
    // Reading a pipe or a device might never end.
    default: throw .isSpecial
    }
    guard let size = attributes[.size] as? Int, size <= largestSize else { throw .tooLarge }
    guard let data = FileManager.default.contents(atPath: target) else { throw .unreadable }
    return [UInt8](data)
  }
}
