import Files
import Foundation
import TestSupport
import Testing

@testable import Notebook

/// A repository and a build folder in small, with the times of their files set by hand.
@Suite struct RunningCodeTests {
  private let scratch = Scratch()
  private let world = "Sources/Proximal/CartPole.swift"
  private let chapter = "Chapters/01-coin-toss/main.swift"

  init() throws {
    for file in [world, chapter] { try put(file, at: 0) }
    for file in ["CartPole.d", "CartPole.swift.o", "Other.swift.o"] {
      try put("build/Proximal.build/\(file)", at: 1)
    }
    for file in ["main.d", "main.swift.o"] { try put("build/coin_toss.build/\(file)", at: 1) }
    try put("build/coin-toss", at: 2)
  }

  private func put(_ file: String, at seconds: Double) throws {
    let path = "\(scratch.path)/\(file)"
    try AtomicFile.makeDirectory(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    try AtomicFile.write("let a = 1\n", to: path)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000 + seconds)], ofItemAtPath: path)
  }

  private var changed: String? {
    RunningCode(chapter: "\(scratch.path)/\(chapter)")
      .changedSinceBuilt(URL(fileURLWithPath: "\(scratch.path)/build/coin-toss"))
  }

  @Test("sources older than the program are those that it was built from")
  func older() {
    #expect(changed == nil)
  }

  @Test("a source younger than the program has changed, of a library or of the chapter")
  func younger() throws {
    try put(world, at: 3)
    #expect(changed == world)
    try put(world, at: 0)
    try put(chapter, at: 3)
    #expect(changed == chapter)
  }

  @Test("a source that was compiled to the same machine code has not")
  func sameObject() throws {
    try put(world, at: 3)
    try put("build/Proximal.build/CartPole.d", at: 4)
    #expect(changed == nil)
    try put(chapter, at: 3)
    try put("build/coin_toss.build/main.d", at: 4)
    #expect(changed == nil)
  }

  @Test("a source that was compiled to other machine code, and not linked, has changed")
  func otherObject() throws {
    try put(world, at: 3)
    try put("build/Proximal.build/CartPole.d", at: 4)
    try put("build/Proximal.build/Other.swift.o", at: 4)
    #expect(changed == world)
  }

  @Test("where a module is compiled as a whole, its list counts; where it failed, no list does")
  func wholeModule() throws {
    try put(world, at: 3)
    try FileManager.default.removeItem(
      atPath: "\(scratch.path)/build/Proximal.build/CartPole.d")
    try put("build/Proximal.build/Proximal.emit-module.d", at: 4)
    #expect(changed == world)
    try put("build/Proximal.build/Proximal.d", at: 4)
    #expect(changed == nil)
  }

  @Test("a program away from its sources is not asked")
  func moved() throws {
    try FileManager.default.removeItem(atPath: "\(scratch.path)/Chapters")
    try put(world, at: 3)
    #expect(changed == nil)
    #expect(RunningCode(chapter: "\(scratch.path)/\(chapter)").source == nil)
  }
}
