import ArgumentParser
import Notebook
import TrainingFiles

/// What a training begins with instead of new weights.
struct StartOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Begin with the weights of that agent, such as --save wrote, instead of new ones. Its layers have to "
        + "be those of this training. Adam begins anew, and so do schedules.",
      valueName: "file"),
    transform: nonEmpty)
  var startFrom: String?

  /// The agent, and its path.
  func read() -> StartingAgent? {
    guard let startFrom else { return nil }
    do {
      return StartingAgent(path: startFrom, agent: try SavedAgent(contentsOf: startFrom))
    } catch {
      Console.fail("--start-from \(startFrom): \(error)")
    }
  }
}
