import Foundation
import Proximal
import Testing
import TrainingFiles

@Suite struct IterationReportTests {
  @Test("a report says of a training what the training says of itself, and σ instead of log σ")
  func ofTraining() {
    var settings = PPOSettings.pendulum
    (settings.environmentCount, settings.rolloutLength) = (2, 256)
    (settings.epochs, settings.minibatchCount) = (1, 2)
    var ppo = PPO(
      Pendulum(), distributions: DiagonalGaussianBatch<Float>(dimensions: 1),
      freeParameters: [-0.5], settings: settings, totalSteps: 1536, seed: 1)
    ppo.iterate()
    let report = IterationReport(of: ppo, seconds: 2.5)
    #expect(report.iteration == 1 && report.iterationCount == 3)
    #expect(report.steps == 512 && report.totalSteps == 1536 && report.gradientSteps == 2)
    // A time limit of 200 steps ends one episode of each of the two environments.
    #expect(report.episodes.map(\.length) == [200, 200])
    #expect(report.episodes == ppo.finishedEpisodes && report.episodeEnds == ppo.episodeEnds)
    #expect(report.statistics == ppo.statistics && report.learningRate == ppo.learningRate)
    #expect(report.standardDeviations == ppo.agent.freeParameters.map { exp(Double($0)) })
    #expect(abs(report.standardDeviations[0] - 0.6065) < 0.05 && report.seconds == 2.5)
  }
}
