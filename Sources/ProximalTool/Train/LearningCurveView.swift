import Figures
import Notebook
import Proximal
import TrainingFiles

/// The learning curve of a training in characters: mean returns of the episodes that ended in each
/// sixtieth of its steps.
final class LearningCurveView: TrainingWatcher {
  static let binCount = 60

  private struct Bin {
    var episodes = 0.0
    var ends = 0.0
    var returns = 0.0
  }
  private var bins = [Bin](repeating: Bin(), count: binCount)

  func record(_ report: IterationReport) {
    for (episode, end) in zip(report.episodes, report.episodeEnds) {
      // Steps count from 1.
      let bin = (end - 1) * Self.binCount / report.totalSteps
      bins[bin].episodes += 1
      bins[bin].ends += Double(end)
      bins[bin].returns += episode.episodeReturn
    }
  }

  func close() {}

  /// Where each bin's episodes ended on average, and what they returned; bins without any are left
  /// out.
  var curve: (x: [Double], y: [Double]) {
    let filled = bins.filter { $0.episodes > 0 }
    return (filled.map { $0.ends / $0.episodes }, filled.map { $0.returns / $0.episodes })
  }

  /// The curve, as large as the terminal is wide.
  func drawing(for stream: Console.Stream) -> String {
    let (x, y) = curve
    guard x.count > 1 else { return "too few episodes ended for a learning curve\n" }
    var panel = Panel(x: "environment steps", y: "episode return")
    panel.line(x: x, y: y)
    do {
      return try Figure(panel).preview(
        columns: min(Console.columns(of: stream), 80), rows: 20,
        colored: Console.isTerminal(stream))
    } catch {
      Console.fail("\(error)")
    }
  }
}
