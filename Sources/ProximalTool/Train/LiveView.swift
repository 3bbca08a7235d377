import Notebook
import Proximal
import TrainingFiles

/// Shows how a training goes while it runs: the return of the latest episodes, and what the update did.
final class LiveView: TrainingWatcher {
  /// Episodes whose mean return is shown.
  static let window = 100

  private let progress: ProgressReport
  private var steps: Int?
  /// The latest returns, at most ``window``; the next one goes to `place`.
  private var returns: [Double] = []
  private var place = 0

  init(_ progress: ProgressReport) { self.progress = progress }

  func record(_ report: IterationReport) {
    for episode in report.episodes { add(episode.episodeReturn) }
    let batch = report.totalSteps / report.iterationCount
    let before = steps ?? report.steps - batch
    // Steps from before a training was resumed.
    if steps == nil, before > 0 { progress.skip(steps: before) }
    steps = report.steps
    progress.add(steps: report.steps - before, return: meanReturn, notes: notes(on: report))
  }

  func close() {}

  /// The mean of the latest episodes' returns; nil before any has ended.
  var meanReturn: Double? {
    returns.isEmpty ? nil : returns.reduce(0, +) / Double(returns.count)
  }

  private func add(_ episodeReturn: Double) {
    if returns.count < Self.window {
      returns.append(episodeReturn)
    } else {
      returns[place] = episodeReturn
    }
    place = (place + 1) % Self.window
  }

  private func notes(on report: IterationReport) -> [ProgressNote] {
    Self.shown.compactMap { definition in
      guard let form = definition.live, let number = definition.read(report) else { return nil }
      return switch form {
      case .significant(let name): ProgressNote(name, number, decimals: nil)
      case .percent(let name): ProgressNote(name, 100 * number, decimals: 0, unit: "%")
      case .decimals(let name, let count): ProgressNote(name, number, decimals: count)
      }
    }
  }

  private static let shown = Metric.allCases.map(\.definition).filter { $0.live != nil }
}
