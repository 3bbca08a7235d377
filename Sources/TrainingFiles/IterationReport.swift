import Proximal
import RealModule

/// What one iteration of a training has to tell: to logs, to the live view, to the doctor.
public struct IterationReport: Sendable {
  /// Iterations done, from 1.
  public var iteration: Int
  /// Iterations of the whole training.
  public var iterationCount: Int
  /// Environment steps taken so far.
  public var steps: Int
  /// Environment steps of the whole training.
  public var totalSteps: Int
  /// Gradient steps taken so far.
  public var gradientSteps: Int
  /// The episodes that ended in this iteration's rollout, in the order in which they ended.
  public var episodes: [FinishedEpisode]
  /// The environment step at which each of them ended.
  public var episodeEnds: [Int]
  /// What the update did.
  public var statistics: PPOStatistics
  /// The actor's α in this update.
  public var learningRate: Double
  /// σ of each component of the action, after the update; empty where the policy has none.
  public var standardDeviations: [Double]
  /// Wall time since the training began, counted over all its parts where it was resumed.
  public var seconds: Double
}

extension IterationReport {
  /// The returns of the episodes that ended.
  var returns: [Double] { episodes.map(\.episodeReturn) }

  /// What there is to tell of the iteration that a training has just done.
  ///
  /// - Parameters:
  ///   - ppo: the training.
  ///   - seconds: wall time since it began, counted over all its parts.
  public init<World, Distributions>(of ppo: PPO<World, Distributions>, seconds: Double)
  where Distributions.Scalar == Float {
    self.init(
      iteration: ppo.iteration, iterationCount: ppo.iterationCount, steps: ppo.stepCount,
      totalSteps: ppo.iterationCount * ppo.settings.batchSize,
      gradientSteps: ppo.gradientStepCount, episodes: ppo.finishedEpisodes,
      episodeEnds: ppo.episodeEnds, statistics: ppo.statistics, learningRate: ppo.learningRate,
      standardDeviations: ppo.agent.freeParameters.map { Double.exp(Double($0)) },
      seconds: seconds)
  }
}

/// Somebody who is told about every iteration, in order, on the thread that trains.
public protocol TrainingWatcher: AnyObject {
  /// An iteration is done.
  func record(_ report: IterationReport) throws
  /// The training is over: whatever is still in memory goes where it belongs.
  func close() throws
}
