import Files
import Foundation
import TestSupport
import Testing

@testable import Notebook

struct LibraryFingerprintsTests {
  private let scratch = Scratch()
  private var root: URL { URL(fileURLWithPath: scratch.path) }

  init() throws {
    try write(Self.world, to: "Sources/Proximal/Environments/CartPole.swift")
    try write("struct Adam {}\n", to: "Sources/Proximal/Adam.swift")
    try write(Self.kernel, to: "Sources/CKernels/Adam.h")
  }

  private static let world = "/// Poles.\nprivate let gravity = 9.8  // m/s²\n"
  // A comment of C that would not end if it nested.
  private static let kernel = "/* In /* one */\nstatic const float beta = 0.9f;\n"

  private func write(_ text: String, to file: String) throws {
    let url = root.appending(path: file)
    try AtomicFile.makeDirectory(url.deletingLastPathComponent().path)
    try AtomicFile.write(text, to: url.path)
  }

  /// What differs after a file has been written.
  private func differences(_ text: String, in file: String) throws -> [String] {
    let before = LibraryFingerprints(root: root)
    try write(text, to: file)
    return LibraryFingerprints(root: root).differences(from: before)
  }

  @Test("another number in the core is a difference, and so is one in the kernels")
  func number() throws {
    #expect(
      try differences(
        Self.world.replacing("9.8", with: "3.7"),
        in: "Sources/Proximal/Environments/CartPole.swift") == ["Sources/Proximal"])
    #expect(
      try differences(Self.kernel.replacing("0.9f", with: "0.8f"), in: "Sources/CKernels/Adam.h")
        == ["Sources/CKernels"])
  }

  @Test("comments, blank lines and indentation are none")
  func comment() throws {
    #expect(
      try differences(
        "/// Carts.\n\n  private let gravity = 9.8  // metres\n",
        in: "Sources/Proximal/Environments/CartPole.swift") == [])
    #expect(
      try differences(
        "/* Of Adam */\nstatic const float beta = 0.9f; // the first\n",
        in: "Sources/CKernels/Adam.h") == [])
  }

  @Test("a file that is added or removed is a difference, one that is moved is none")
  func files() throws {
    let before = LibraryFingerprints(root: root)
    #expect(try differences("let a = 1\n", in: "Sources/Proximal/A.swift") == ["Sources/Proximal"])
    try FileManager.default.removeItem(atPath: "\(scratch.path)/Sources/Proximal/A.swift")
    try write(Self.world, to: "Sources/Proximal/Abc/Pole.swift")
    try FileManager.default.removeItem(atPath: "\(scratch.path)/Sources/Proximal/Environments")
    #expect(LibraryFingerprints(root: root).differences(from: before) == [])
    try FileManager.default.removeItem(atPath: "\(scratch.path)/Sources/Proximal/Abc")
    #expect(LibraryFingerprints(root: root).differences(from: before) == ["Sources/Proximal"])
  }

  @Test("text that is no code, and code that no chapter is built on, do not count")
  func others() throws {
    #expect(try differences("Poles.\n", in: "Sources/Proximal/Proximal.docc/Poles.md") == [])
    #expect(try differences("let a = 1\n", in: "Sources/Weaver/Weaver.swift") == [])
    #expect(try differences("let a = 1\n", in: "Sources/TrainingFiles/Logs/Log.swift") == [])
  }

  @Test("every library that a chapter links is watched, but the one that carries bytes")
  func linked() throws {
    let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let package = try String(
      contentsOf: repository.appending(path: "Package.swift"), encoding: .utf8)
    var linked: Set<String> = []
    var open = ["Figures", "Notebook", "Proximal"]
    #expect(package.contains(#"name: name, dependencies: ["Proximal", "Figures", "Notebook"]"#))
    while let target = open.popLast() {
      guard linked.insert(target).inserted else { continue }
      // From its name to the next target.
      let rest = try #require(package.components(separatedBy: "name: \"\(target)\",").last)
      let declaration = rest.components(separatedBy: "arget(")[0]
      let list = declaration.firstMatch(of: #/dependencies: \[([^\]]*)\]/#)?.output.1 ?? ""
      open += list.matches(of: #/"(\w+)"/#).map { String($0.output.1) }
    }
    let watched = Set(LibraryFingerprints.folders.map { String($0.split(separator: "/")[1]) })
    #expect(linked.subtracting(watched) == ["Files"])
    #expect(watched.isSubset(of: linked))
    for folder in LibraryFingerprints.folders {
      #expect(!LibraryFingerprints.files(in: folder, root: repository).isEmpty)
    }
  }
}
