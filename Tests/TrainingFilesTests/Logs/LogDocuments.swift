import Foundation
import TestSupport

@testable import Proximal
@testable import TrainingFiles

func contents(_ path: String) -> [UInt8] { [UInt8](FileManager.default.contents(atPath: path)!) }

func text(_ path: String) -> String { String(decoding: contents(path), as: UTF8.self) }

func write(_ text: String, to path: String) throws {
  try Data(text.utf8).write(to: URL(fileURLWithPath: path))
}

/// The report on an iteration of 100 steps and one second, with these episodes: at which step each
/// ended, and its return; the length is ten times the return. A time limit cut off the episode of
/// number `truncated`, from 1.
func report(
  _ iteration: Int, episodes: [(end: Int, return: Double)] = [], truncated: Int = 0,
  sigma: [Double] = []
) -> IterationReport {
  IterationReport(
    iteration: iteration, iterationCount: 10, steps: 100 * iteration, totalSteps: 1000,
    gradientSteps: 16 * iteration,
    episodes: episodes.enumerated().map {
      FinishedEpisode(
        environment: 0, episodeReturn: $1.return, length: Int(10 * $1.return),
        status: $0 + 1 == truncated ? .truncated : .terminated)
    },
    episodeEnds: episodes.map(\.end), statistics: PPOStatistics(explainedVariance: 0.5),
    learningRate: 0.25, standardDeviations: sigma, seconds: Double(iteration))
}

/// The reports of a training of three iterations.
func realReports() -> [IterationReport] {
  var settings = PPOSettings()
  (settings.environmentCount, settings.rolloutLength) = (2, 64)
  var ppo = PPO(
    CartPole(), distributions: CategoricalBatch<Float>(actionCount: 2), settings: settings,
    totalSteps: 384, seed: 1)
  return (1...3).map { iteration in
    ppo.iterate()
    return IterationReport(of: ppo, seconds: 0.5 * Double(iteration))
  }
}
