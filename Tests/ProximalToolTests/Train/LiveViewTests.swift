import Testing

@testable import Notebook
@testable import Proximal
@testable import ProximalTool
@testable import TrainingFiles

/// A report of an iteration of 10 steps in a training of 100, in which episodes of these returns ended.
func report(iteration: Int, returns: [Double] = []) -> IterationReport {
  IterationReport(
    iteration: iteration, iterationCount: 10, steps: 10 * iteration, totalSteps: 100,
    gradientSteps: 0,
    episodes: returns.map {
      FinishedEpisode(environment: 0, episodeReturn: $0, length: 1, status: .terminated)
    },
    episodeEnds: returns.indices.map { 10 * (iteration - 1) + $0 % 10 + 1 },
    statistics: PPOStatistics(), learningRate: 0, standardDeviations: [], seconds: 1)
}

struct LiveViewTests {
  private let progress = Progress(label: "x", totalSteps: 100)

  @Test("the return is the mean of the latest hundred episodes")
  func window() {
    let view = LiveView(ProgressReport(progress: progress))
    view.record(report(iteration: 1))
    #expect(view.meanReturn == nil && progress.now.latestReturn == nil)
    view.record(report(iteration: 2, returns: [1, 2]))
    #expect(progress.now.latestReturn == 1.5)
    view.record(report(iteration: 3, returns: Array(repeating: 7, count: 98)))
    #expect(progress.now.latestReturn == 6.89)
    // The two oldest go first.
    view.record(report(iteration: 4, returns: [7, 7]))
    #expect(progress.now.latestReturn == 7)
    view.record(report(iteration: 5, returns: (0..<1000).map(Double.init)))
    #expect(progress.now.latestReturn == 949.5)
    #expect(progress.now.steps == 50 && progress.now.skippedSteps == 0)
  }

  @Test("a training that was resumed began further on, and its rate counts from there")
  func resumed() {
    let view = LiveView(ProgressReport(progress: progress))
    view.record(report(iteration: 6))
    view.record(report(iteration: 7))
    #expect(progress.now.steps == 70 && progress.now.skippedSteps == 50)
  }

  @Test("the line has what the update did")
  func notes() throws {
    var settings = PPOSettings()
    (settings.environmentCount, settings.rolloutLength) = (2, 64)
    var ppo = PPO(
      CartPole(), distributions: CategoricalBatch(actionCount: 2), settings: settings,
      totalSteps: 1280, seed: 1)
    let view = LiveView(ProgressReport(progress: progress))
    ppo.iterate()
    var report = report(iteration: 1)
    report.statistics = ppo.statistics
    view.record(report)
    let statistics = ppo.statistics
    #expect(statistics.approximateKL > 0)
    #expect(
      progress.now.notes == [
        ProgressNote("KL", statistics.approximateKL, decimals: nil),
        ProgressNote("clipped", 100 * statistics.clipFraction, decimals: 0, unit: "%"),
        ProgressNote("EV", statistics.explainedVariance, decimals: 2),
      ])
  }
}
