import Notebook

/// Something that keeps `book.md` from being what it promises: where, what is wrong, what to do.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
  /// The file, relative to the root of the repository.
  public let file: String
  /// The line in that file, from 1, where there is one to point at.
  public let line: Int?
  /// What is wrong.
  public let what: String
  /// What the author does about it.
  public let remedy: String
  /// Whether text woven in spite of it would be incomplete, so that `weave()` refuses.
  public let preventsWeaving: Bool

  init(
    _ file: String, _ line: Int?, _ what: String, do remedy: String,
    preventsWeaving: Bool = false
  ) {
    self.file = file
    self.line = line
    self.what = what
    self.remedy = remedy
    self.preventsWeaving = preventsWeaving
  }

  /// One line: `file:line: what is wrong; what to do`.
  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return "\(place): \(what); \(remedy)"
  }
}

/// The book cannot be woven from what is there.
public struct WeavingError: Error, CustomStringConvertible {
  /// What stands in the way; never empty.
  public let problems: [Problem]

  /// A line for each problem.
  public var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}
