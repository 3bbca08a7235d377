import Foundation
import Proximal

/// The code that a chapter's numbers, words and drawings rest on besides its own: a fingerprint for
/// each folder of the libraries that it links.
///
/// A chapter imports three modules, and in one module everything reaches everything: by an extension,
/// a conformance, an operator. So all of a folder counts, and a changed number in the core makes every
/// chapter stale; comments, blank lines and indentation do not (``CodeFingerprint``), nor does a file
/// that is moved or renamed. What a chapter links and is not watched carries bytes (`Files`) or is for
/// the tool (the agents, checkpoints and logs of `TrainingFiles`). The versions of the compiler and of
/// the packages from elsewhere are not watched either: running the book from nothing tells of those.
public struct LibraryFingerprints: Equatable, Sendable {
  /// The folders, from the repository's root.
  public static let folders = [
    "Sources/CGnuplotIostream", "Sources/CKernels", "Sources/Figures", "Sources/Notebook",
    "Sources/Proximal", "Sources/TrainingFiles/Settings",
  ]

  /// Sixteen hexadecimal digits for each folder.
  let digits: [String: String]

  init(digits: [String: String]) {
    self.digits = digits
  }

  /// Reads the code below `root`. A folder that is not there counts as one without code.
  public init(root: URL) {
    digits = Dictionary(
      uniqueKeysWithValues: Self.folders.map { folder in
        (folder, Self.digits(of: Self.files(in: folder, root: root)))
      })
  }

  /// The folders whose code is not the same in both.
  public func differences(from other: LibraryFingerprints) -> [String] {
    Set(digits.keys).union(other.digits.keys).filter { digits[$0] != other.digits[$0] }.sorted()
  }

  /// The files of code in a folder and below.
  static func files(in folder: String, root: URL) -> [URL] {
    let top = root.appending(path: folder)
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: top.path)) ?? []
    return paths.map { top.appending(path: $0) }
      .filter { ["swift", "c", "h", "cpp", "hpp"].contains($0.pathExtension) }
  }

  /// One fingerprint of all files, in whatever order they are given.
  private static func digits(of files: [URL]) -> String {
    var hash = FNV1a()
    for digits in files.map(digits(of:)).sorted() {
      for byte in digits.utf8 { hash.add(byte) }
    }
    return hash.digits
  }

  private static func digits(of file: URL) -> String {
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return ChapterSource(text, commentsNest: file.pathExtension == "swift").fingerprint
  }
}
