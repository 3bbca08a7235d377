import Files
import ArgumentParser
import Figures
import Notebook
import TrainingFiles

/// What a training leaves and shows. Its weights depend on none of this.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write the agent there, as safetensors.", valueName: "file"),
    transform: nonEmpty)
  var save: String?

  @Option(
    help: ArgumentHelp(
      "Write all settings of this run there, for --config.", valueName: "file"),
    transform: nonEmpty)
  var saveConfig: String?

  @Option(
    help: ArgumentHelp(
      "Write logs into that folder: monitor.csv (Stable-Baselines3), events for TensorBoard, and "
        + "progress.csv (proximal doctor). Those of an earlier run are replaced, or continued with "
        + "--resume.",
      valueName: "dir"),
    transform: folder)
  var log: String?

  @Option(
    help: ArgumentHelp(
      "Keep the state of the training in that folder, anew every 100 iterations and every second.",
      valueName: "dir"),
    transform: folder)
  var checkpoint: String?

  @Option(
    help: ArgumentHelp(
      "Go on from the checkpoint in that folder, and keep the state there; the end is the same, to "
        + "the bit, as without the interruption.",
      valueName: "dir"),
    transform: folder)
  var resume: String?

  @Flag(help: "Draw the learning curve in the terminal at the end.")
  var preview = false

  @Flag(help: "One JSON object on standard output and nothing else.")
  var json = false

  /// Where people's text goes.
  var textStream: Console.Stream { json ? .error : .output }

  /// Where the state goes, and may come from.
  var checkpointFolder: String? { resume ?? checkpoint }

  func validate() throws {
    if let resume, let checkpoint, resume != checkpoint {
      throw ValidationError(
        "The value '\(checkpoint)' is invalid for '--checkpoint': with --resume \(resume) the state "
          + "is kept there; leave --checkpoint out")
    }
  }

  func checkpoints(of plan: TrainingPlan) -> CheckpointFolder? {
    guard let path = checkpointFolder else { return nil }
    do {
      return try CheckpointFolder(path, plan: plan)
    } catch {
      Console.fail("\(resume == nil ? "--checkpoint" : "--resume") \(path): \(error)")
    }
  }

  /// A folder or a gnuplot that is not there is better known before the training than after it.
  func prepare(for plan: TrainingPlan) {
    if preview {
      do { try Gnuplot().check(draws: ["dumb"]) } catch { Console.fail("\(error)") }
    }
    if let save { checkFolder(of: save, for: "--save") }
    guard let saveConfig else { return }
    checkFolder(of: saveConfig, for: "--save-config")
    do {
      try AtomicFile.write(plan.configuration, to: saveConfig)
    } catch {
      Console.fail("--save-config \(saveConfig): \(error)")
    }
  }

  private func checkFolder(of path: String, for option: String) {
    let folder = path.contains("/") ? String(path[..<path.lastIndex(of: "/")!]) : "."
    do {
      try AtomicFile.makeDirectory(folder.isEmpty ? "/" : folder)
    } catch {
      Console.fail("\(option) \(path): \(error)")
    }
  }
}

@Sendable func nonEmpty(_ text: String) throws -> String {
  guard !text.isEmpty else { throw ValidationError("the name of a file is allowed") }
  return text
}

@Sendable private func folder(_ text: String) throws -> String {
  guard !text.isEmpty else { throw ValidationError("the name of a folder is allowed") }
  return text
}
