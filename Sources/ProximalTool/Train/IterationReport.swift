import Proximal

/// What one iteration of a training has to tell: to logs, to the live view, to the doctor.
struct IterationReport: Sendable {
  /// Iterations done, from 1.
  var iteration: Int
  var iterationCount: Int
  /// Environment steps taken so far, and in the whole training.
  var steps: Int
  var totalSteps: Int
  /// Gradient steps taken so far.
  var gradientSteps: Int
  /// The episodes that ended in this iteration's rollout, in the order in which they ended.
  var episodes: [FinishedEpisode]
  /// The environment step at which each of them ended.
  var episodeEnds: [Int]
  /// What the update did.
  var statistics: PPOStatistics
  /// The actor's α in this update.
  var learningRate: Double
  /// σ of each component of the action, after the update; empty where the policy has none.
  var standardDeviations: [Double]
  /// Wall time since the training began, counted over all its parts where it was resumed.
  var seconds: Double
}

/// Somebody who is told about every iteration, in order, on the thread that trains.
protocol TrainingWatcher: AnyObject {
  func record(_ report: IterationReport) throws
  /// The training is over: whatever is still in memory goes where it belongs.
  func close() throws
}
