import Figures
import Proximal

/// The learning curve of several runs of one method: the interquartile mean over their seeds of the
/// return of an episode, in fortieths of the steps, and its 95% bootstrap band.
///
/// - Parameters:
///   - runs: one a seed.
///   - steps: environment steps of each run.
public func learningCurve(of runs: [TrainingRun], steps: Int) -> LearningCurve {
  var bootstrap = PCG64(seed: 2, stream: .bootstrap)
  return LearningCurve(
    runs: runs.map { ($0.outcome.episodeEnds, $0.outcome.episodeReturns) }, totalSteps: steps,
    using: &bootstrap)
}

extension Panel {
  /// A curve with its band.
  public mutating func curve(
    _ curve: LearningCurve, color: Color, dash: Dash? = nil, label: String? = nil
  ) {
    band(x: curve.steps, from: curve.band.map(\.low), to: curve.band.map(\.high), color: color)
    line(x: curve.steps, y: curve.mean, color: color, dash: dash, label: label)
  }

  /// The learning curve of several runs, ``learningCurve(of:steps:)``.
  public mutating func curve(
    of runs: [TrainingRun], steps: Int, color: Color, label: String? = nil
  ) {
    curve(learningCurve(of: runs, steps: steps), color: color, label: label)
  }
}
