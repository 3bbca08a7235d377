import Files
import ArgumentParser
import Foundation
import Notebook

/// `proximal doctor RUN`: what a run's log says about its health.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read a training's log and name the likely trouble.",
    discussion: """
      For each trouble: what the log shows, what usually causes it, which option of `proximal \
      train` to try, and where the book explains it. A run that still goes on will do, or one that \
      was killed.
      """)

  @Argument(
    help: ArgumentHelp("A folder that `proximal train --log` wrote.", valueName: "run"),
    transform: nonEmpty)
  var folder: String

  func run() throws {
    Interruption.prepare()
    do {
      let path = "\(folder)/\(ProgressLog.name)"
      guard let table = try ProgressTable(contentsOf: path) else {
        throw FileError(path: path, action: "read", reason: "no such file, or nothing in it")
      }
      Console.write(HealthReport(of: table, named: folder).description, to: .output)
    } catch {
      Console.fail("\(error)")
    }
  }
}
