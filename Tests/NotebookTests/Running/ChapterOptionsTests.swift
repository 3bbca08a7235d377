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
  }

  @Test("the help explains every option with its default")
  func help() {
    let help = ChapterOptions.helpMessage()
    for option in ["--seed", "--seeds", "--steps", "--figures"] {
      let explained = help.components(separatedBy: "  \(option) <").last ?? ""
      #expect(explained.prefix(160).contains("(default: "), "\(option): \(explained.prefix(160))")
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
