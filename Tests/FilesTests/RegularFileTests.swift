import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct RegularFileTests {
  private func fault(_ path: String, largestSize: Int = .max) -> RegularFile.Fault? {
    do throws(RegularFile.Fault) {
      _ = try RegularFile.read(path, largestSize: largestSize)
      return nil
    } catch {
      return error
    }
  }

  @Test("a file is read whole, also one that is larger than what is read at once, and an empty one")
  func reading() throws {
    let scratch = Scratch()
    let path = "\(scratch.path)/a"
    for count in [0, 1, 65_536, 200_001] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try AtomicFile.write(bytes, to: path)
      #expect(try RegularFile.read(path) == bytes)
      #expect(RegularFile.exists(path) == (count > 0))
    }
  }

  @Test("what is no regular file is told apart, and a pipe is not waited for")
  func faults() throws {
    let scratch = Scratch()
    let path = scratch.path
    mkfifo("\(path)/pipe", 0o600)
    try AtomicFile.write("abc", to: "\(path)/a")
    #expect(fault("\(path)/none") == .missing)
    #expect(fault("") == .missing)
    #expect(fault("\(path)/a/b") == .missing)
    #expect(fault(path) == .isFolder)
    #expect(fault("\(path)/pipe") == .isSpecial)
    for name in ["none", "", "pipe"] { #expect(!RegularFile.exists("\(path)/\(name)")) }
  }

  @Test("a file may be as large as is allowed and no larger")
  func size() throws {
    let scratch = Scratch()
    let path = "\(scratch.path)/a"
    try AtomicFile.write("abc", to: path)
    #expect(fault(path, largestSize: 3) == nil && fault(path, largestSize: 2) == .tooLarge)
  }

  @Test("a file without permission is told, also where the superuser runs the tests")
  func permission() async throws {
    let scratch = Scratch()
    let path = "\(scratch.path)/a"
    try AtomicFile.write("abc", to: path)
    await #expect(processExitsWith: .success) { [path = path as String] in
      becomeOrdinaryUser(owning: path)
      guard (try? RegularFile.read(path)) != nil else { exit(2) }
      chmod(path, 0o000)
      do throws(RegularFile.Fault) {
        _ = try RegularFile.read(path)
        exit(3)
      } catch {
        exit(error == .unreadable ? 0 : 4)
      }
    }
  }

  #if os(Linux)
    @Test("a file that says that it is empty and is not is read, up to what is allowed")
    func sizeless() throws {
      #expect(try RegularFile.read("/proc/self/status").starts(with: "Name:".utf8))
      #expect(fault("/proc/self/status", largestSize: 9) == .tooLarge)
    }
  #endif
}
