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
    parsing: .unconditional,
    help: ArgumentHelp(
      "Play 100 episodes after every so many steps, and keep the agent that did best beside the last "
        + "one: for --save FILE.safetensors in FILE.best.safetensors. The training is the same.",
      valueName: "steps"),
    transform: wholeNumber(atLeast: 1))
  var evaluateEvery: Int?

  @Option(
    help: ArgumentHelp(
      "Write all settings of this run there, for --config.", valueName: "file"),
    transform: nonEmpty)
  var saveConfig: String?

  @Option(
    help: ArgumentHelp(
      "Write logs into that folder: monitor.csv (Stable-Baselines3), events for TensorBoard, and "
        + "progress.csv and settings.conf (proximal doctor). A folder that holds the log of an earlier "
        + "run is refused; with --resume it is continued.",
      valueName: "dir"),
    transform: folder)
  var log: String?

  @Flag(help: "Remove the log of an earlier run from the folder of --log first.")
  var overwriteLog = false

  @Option(
    help: ArgumentHelp(
      "Keep the state of the training in that folder, anew every 100 iterations and every second.",
      valueName: "dir"),
    transform: folder)
  var checkpoint: String?

  @Option(
    help: ArgumentHelp(
      "Go on from the checkpoint in that folder, and keep the state there; the end is the same, to "
        + "the bit, as without the interruption. A training that has ended goes on with more --steps: "
        + "schedules, such as an annealed learning rate, then run over the new total, so the rate "
        + "rises again where it goes on.",
      valueName: "dir"),
    transform: folder)
  var resume: String?

  @Flag(help: "Draw the learning curve in the terminal at the end.")
  var preview = false

  @Flag(help: "One JSON object a run on standard output and nothing else.")
  var json = false

  /// Where people's text goes.
  var textStream: Console.Stream { json ? .error : .output }

  /// Where the state goes, and may come from.
  var checkpointFolder: String? { resume ?? checkpoint }

  /// What is written for one of several seeds: `agent-seed-3.safetensors`, the folder `log/seed-3`.
  func named(forSeed seed: Int) -> Self {
    var copy = self
    copy.save = save.map { inserting("-seed-\(seed)", into: $0) }
    copy.log = log.map { "\($0)/seed-\(seed)" }
    copy.checkpoint = checkpoint.map { "\($0)/seed-\(seed)" }
    copy.resume = resume.map { "\($0)/seed-\(seed)" }
    return copy
  }

  /// Where the best agent goes; nil where none is looked for.
  var bestAgent: String? {
    evaluateEvery == nil ? nil : save.map { inserting(".best", into: $0) }
  }

  /// What one run leaves: files and folders that its seed tells apart from those of other runs.
  var perRun: [String] { [log, checkpointFolder, save, bestAgent].compactMap { $0 } }

  func validate() throws {
    if overwriteLog && log == nil {
      throw ValidationError("'--overwrite-log' says nothing of which folder: --log DIR is missing")
    }
    if let evaluateEvery, save == nil {
      throw ValidationError(
        "The value '\(evaluateEvery)' is invalid for '--evaluate-every': the best agent is kept beside "
          + "the last; with --save it is allowed")
    }
    if let resume, let checkpoint, resume != checkpoint {
      throw ValidationError(
        "The value '\(checkpoint)' is invalid for '--checkpoint': with --resume \(resume) the state "
          + "is kept there; leave --checkpoint out")
    }
  }

  /// Refuses checkpoints where there can be none.
  func checkCheckpoints(in environment: String) throws {
    guard GymnasiumWorlds.name(in: environment) != nil, let folder = checkpointFolder else {
      return
    }
    throw ValidationError(
      "The value '\(folder)' is invalid for '--\(resume == nil ? "checkpoint" : "resume")': the state "
        + "of \(environment) lies in Python and cannot be kept; leave the option out")
  }

  func checkpoints(of plan: TrainingPlan) -> CheckpointFolder? {
    guard let path = checkpointFolder else { return nil }
    do {
      return try CheckpointFolder(path, plan: plan)
    } catch {
      Console.fail("\(resume == nil ? "--checkpoint" : "--resume") \(path): \(error)")
    }
  }

  /// What cannot be written, and a gnuplot that is not there, is better known before the training than
  /// after it. A mistyped folder of `--save` is not made.
  func prepare(for plan: TrainingPlan) {
    if preview {
      do { try Gnuplot().check(draws: ["dumb"]) } catch { Console.fail("\(error)") }
    }
    for path in [save, bestAgent].compactMap(\.self) {
      do { try AtomicFile.checkWritable(path) } catch { Console.fail("--save \(path): \(error)") }
    }
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

/// `agent.safetensors` with a word before its extension.
private func inserting(_ word: String, into path: String) -> String {
  let suffix = ".safetensors"
  return path.hasSuffix(suffix) ? path.dropLast(suffix.count) + word + suffix : path + word
}

@Sendable func nonEmpty(_ text: String) throws -> String {
  guard !text.isEmpty else { throw ValidationError("the name of a file is allowed") }
  return text
}

@Sendable private func folder(_ text: String) throws -> String {
  guard !text.isEmpty else { throw ValidationError("the name of a folder is allowed") }
  return text
}
