import ArgumentParser
import Foundation
import Testing

@testable import Notebook

@Suite("ChapterOptions")
struct ChapterOptionsTests {
  @Test("nothing needs an option, and each option is read")
  func reading() throws {
    let options = try ChapterOptions.parse([
      "--seed", "5", "--seeds", "3", "--steps", "1000", "--figures", "out", "--json",
    ])
    #expect(options.seeds == [5, 6, 7])
    #expect(options.steps == 1000 && options.figures == "out" && options.json)
    let defaults = try ChapterOptions.parse([])
    #expect(defaults.seed == 1 && defaults.figures == "figures" && !defaults.json)
    #expect(!defaults.preview && !defaults.redraw)
    let drawing = try ChapterOptions.parse(["--redraw"])
    #expect(drawing.redraw && !drawing.preview && !drawing.json)
    #expect(try ChapterOptions.parse(["--preview"]).preview)
  }

  @Test("the largest numbers that are allowed are read, and the next are not")
  func limits() throws {
    #expect(try ChapterOptions.parse(["--seeds", "100000"]).seeds.count == 100_000)
    #expect(try ChapterOptions.parse(["--steps", "1000000000000"]).steps == 1_000_000_000_000)
    #expect(try ChapterOptions.parse(["--seed", "0", "--seeds", "1"]).seeds == [0])
    for arguments in [["--seeds", "100001"], ["--steps", "1000000000001"], ["--steps", "0"]] {
      #expect(throws: (any Error).self) { try ChapterOptions.parse(arguments) }
    }
  }

  @Test("the help explains every option with its default")
  func help() {
    let help = ChapterOptions.helpMessage()
    for (option, value) in [
      ("--seed", "1"), ("--seeds", "1"), ("--steps", "1"), ("--figures", "figures"),
    ] {
      let rest = help.components(separatedBy: "  \(option) <").last ?? ""
      let explained = rest.components(separatedBy: "\n  -")[0]
      #expect(explained.contains("(default: \(value))"), "\(option): \(explained)")
    }
  }

  @Test(
    "bad input is refused: the first line names option, value and what is allowed",
    arguments: [
      ["--steps", "-5"], ["--steps", "abc"], ["--seeds", "0"], ["--seed", "-1"],
      ["--steps", "1.5"], ["--seeds", "99999999999999999999"], ["--figures", ""],
    ])
  func refusing(arguments: [String]) throws {
    let error = try #require(throws: (any Error).self) { try ChapterOptions.parse(arguments) }
    let firstLine = ChapterOptions.fullMessage(for: error).split(separator: "\n")[0]
    #expect(firstLine.contains(arguments[0]), "\(firstLine)")
    #expect(firstLine.contains("'\(arguments[1])'"), "\(firstLine)")
    #expect(firstLine.contains("is allowed"), "\(firstLine)")
    #expect(ChapterOptions.exitCode(for: error) == .validationFailure)
    #expect(ExitCode.validationFailure.rawValue == 64)
  }
}
