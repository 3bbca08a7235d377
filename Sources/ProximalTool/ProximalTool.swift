import ArgumentParser
import MPIRanks
import Notebook
import TrainingFiles

/// `proximal`: what the course does besides running its chapters.
@main
struct ProximalTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proximal",
    abstract: "Tools of the course in policy optimisation that you run.",
    discussion: """
      Your shell completes commands and options once it has read what \
      `proximal --generate-completion-script bash` (or zsh, or fish) prints.
      """,
    version: Version.current,
    subcommands: [Train.self, Play.self, Doctor.self, Weave.self, Verify.self])

  static func main() { main(nil) }

  /// Runs the command that the arguments say; nil takes the program's own.
  static func main(_ arguments: [String]?) {
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch {
      // Where mpirun has started several, all read the same arguments and one complains.
      if let rank = MPIJob.announcedRank, rank > 0 {
        Console.finish(with: exitCode(for: error).rawValue)
      }
      let arguments = arguments ?? Array(CommandLine.arguments.dropFirst())
      guard let hint = TrainHint.hint(on: message(for: error), after: arguments) else {
        exit(withError: error)
      }
      Console.write("Error: \(hint)\nUsage: \(usageString(for: Train.self))\n", to: .error)
      exit(withError: ExitCode.validationFailure)
    }
  }
}
