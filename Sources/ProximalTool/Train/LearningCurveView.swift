import Figures
import Notebook
import Proximal
import TrainingFiles

/// The learning curve of a training in characters: mean returns of the episodes that ended in each
/// sixtieth of its steps.
final class LearningCurveView: TrainingWatcher {
  /// The episodes of a training, by the sixtieth of its steps in which they ended.
  struct Bins: Codable, Sendable {
    static let count = 60

    fileprivate struct Bin: Codable {
      var episodes = 0.0
      var ends = 0.0
      var returns = 0.0
    }
    fileprivate var bins = [Bin](repeating: Bin(), count: count)

    /// Where each bin's episodes ended on average, and what they returned; nil where none did.
    var means: [TrainingOutcome.CurvePoint?] {
      bins.map { bin in
        bin.episodes == 0
          ? nil
          : .init(step: bin.ends / bin.episodes, meanReturn: bin.returns / bin.episodes)
      }
    }

    /// The same without the bins that have none.
    var points: [TrainingOutcome.CurvePoint] { means.compactMap { $0 } }
  }
  private(set) var bins = Bins()

  func record(_ report: IterationReport) {
    for (episode, end) in zip(report.episodes, report.episodeEnds) {
      // Steps count from 1.
      let bin = (end - 1) * Bins.count / report.totalSteps
      bins.bins[bin].episodes += 1
      bins.bins[bin].ends += Double(end)
      bins.bins[bin].returns += episode.episodeReturn
    }
  }

  func close() {}

  /// Where each bin's episodes ended on average, and what they returned; bins without any are left
  /// out.
  var curve: (x: [Double], y: [Double]) {
    let points = bins.points
    return (points.map(\.step), points.map(\.meanReturn))
  }

  /// The curve, as large as the terminal is wide.
  func drawing(for stream: Console.Stream) -> String {
    let (x, y) = curve
    guard x.count > 1 else { return tooFewEpisodes }
    return curvePreview(for: stream) { $0.line(x: x, y: y) }
  }
}

/// Returns against steps in characters, as large as the terminal is wide.
func curvePreview(for stream: Console.Stream, _ draw: (inout Panel) -> Void) -> String {
  var panel = Panel(x: "environment steps", y: "episode return")
  draw(&panel)
  do {
    return try Figure(panel).preview(
      columns: min(Console.columns(of: stream), 80), rows: 20,
      colored: Console.isTerminal(stream))
  } catch {
    Console.fail("\(error)")
  }
}

let tooFewEpisodes = "too few episodes ended for a learning curve\n"
