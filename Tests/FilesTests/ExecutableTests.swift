import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct ExecutableTests {
  @Test("the first folder that has the program, and may run it, is taken")
  func order() throws {
    let scratch = Scratch()
    let folders = ["a", "b", "c", "d"].map { "\(scratch.path)/\($0)" }
    for folder in folders { try AtomicFile.makeDirectory(folder) }
    // A folder of that name, a file that nobody may run, then the program, twice.
    try AtomicFile.makeDirectory("\(folders[0])/tool")
    for folder in folders[1...] { try AtomicFile.write("#!/bin/sh\n", to: "\(folder)/tool") }
    for folder in folders[2...] { chmod("\(folder)/tool", 0o755) }
    let path = folders.joined(separator: ":")
    #expect(Executable.path(of: "tool", on: path) == "\(folders[2])/tool")
    #expect(Executable.path(of: "tool", on: folders[0...1].joined(separator: ":")) == nil)
    #expect(Executable.path(of: "tool", on: "") == nil)
  }

  @Test("a path is left as it is, and the environment's search path is the default")
  func paths() {
    #expect(Executable.path(of: "./here/tool", on: "/nowhere") == "./here/tool")
    #expect(Executable.path(of: "sh")?.hasSuffix("/sh") == true)
    #expect(Executable.path(of: "no-such-program-anywhere") == nil)
  }
}
