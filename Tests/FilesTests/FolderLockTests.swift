import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Files

@Suite struct FolderLockTests {
  @Test("a folder has one holder for each purpose, until it lets go")
  func exclusive() throws {
    let scratch = Scratch()
    do {
      let first = try FolderLock(scratch.path, for: "log")
      let error = #expect(throws: FileError.self) { try FolderLock(scratch.path, for: "log") }
      #expect(
        error?.description
          == "cannot write \(scratch.path): a training that is running writes its log there")
      try withExtendedLifetime(first) { _ = try FolderLock(scratch.path, for: "checkpoint") }
    }
    _ = try FolderLock(scratch.path, for: "log")
    #expect(scratch.files == [".checkpoint.lock", ".log.lock"])
  }

  @Test("a copy of the descriptor, as a child just forked holds one, does not keep the folder")
  func copied() throws {
    let scratch = Scratch()
    var first: FolderLock? = try FolderLock(scratch.path, for: "log")
    let copy = try #require(first).descriptor.duplicate()
    defer { try? copy.close() }
    first = nil
    _ = try FolderLock(scratch.path, for: "log")
  }

  @Test("a folder that is not there cannot be held")
  func missing() {
    let reason = "No such file or directory"
    #expect(throws: FileError(path: "/nowhere", action: "write", reason: reason)) {
      try FolderLock("/nowhere", for: "log")
    }
  }
}
