import Foundation

/// The code that the running chapter was built from, as far as it is still where it was then.
///
/// A program does not hold its sources. They are read when it starts, and a chapter does not start
/// where one of them has changed since it was built: it would put down the fingerprint of code that
/// it does not run.
struct RunningCode {
  /// The chapter's source; nil when it is not where it was built.
  let source: ChapterSource?
  let libraries: LibraryFingerprints
  private let root: URL
  private let file: URL

  /// - Parameter chapter: the path of the chapter's `main.swift` when it was built.
  init(chapter: String) {
    file = URL(fileURLWithPath: chapter)
    root = file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    source = (try? String(contentsOf: file, encoding: .utf8)).map { ChapterSource($0) }
    libraries = LibraryFingerprints(root: root)
  }

  /// A file of code that has changed since the program was built, from the repository's root; nil
  /// where there is none.
  ///
  /// - Parameter program: by default that of this process.
  func changedSinceBuilt(_ program: URL? = Bundle.main.executableURL) -> String? {
    guard source != nil, let program, let linked = date(of: program) else { return nil }
    let libraries = LibraryFingerprints.folders.flatMap { folder in
      LibraryFingerprints.files(in: folder, root: root).map {
        (file: $0, module: String(folder.split(separator: "/")[1]))
      }
    }
    let chapter = (file: file, module: program.lastPathComponent)
    let changed = ([chapter] + libraries).first { code in
      guard let written = date(of: code.file), written > linked else { return false }
      let module = code.module.replacing("-", with: "_")
      let outputs = program.deletingLastPathComponent().appending(path: "\(module).build")
      return !Self.isCompiled(code.file, after: written, notAfter: linked, outputs: outputs)
    }
    return changed.map { String($0.file.path.dropFirst(root.path.count + 1)) }
  }

  /// Whether a file was compiled after it was `written`, with nothing new for the linker: so it is
  /// when only comments changed, and then the program stays as old as it is.
  ///
  /// - Parameter outputs: the folder of what the compiler makes of the file's module.
  private static func isCompiled(
    _ file: URL, after written: Date, notAfter linked: Date, outputs: URL
  ) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: outputs.path)) ?? []
    func newest(_ names: [String]) -> Date? {
      names.compactMap { date(of: outputs.appending(path: $0)) }.max()
    }
    // The compiler writes a `.d`, which lists what it read, when it has succeeded, and deletes it when
    // it has not: one for each file, or one for all where it takes a module as a whole.
    let own = file.deletingPathExtension().lastPathComponent + ".d"
    let module = outputs.deletingPathExtension().lastPathComponent + ".d"
    guard let compiled = newest(names.contains(own) ? [own] : [module]),
      let object = newest(names.filter { $0.hasSuffix(".o") })
    else { return false }
    return compiled > written && object <= linked
  }
}

private func date(of file: URL) -> Date? {
  let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
  return attributes?[.modificationDate] as? Date
}
