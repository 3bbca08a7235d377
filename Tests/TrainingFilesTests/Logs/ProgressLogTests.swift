import Proximal
import TestSupport
import Testing

@testable import TrainingFiles

struct ProgressLogTests {
  private func table(_ folder: String) throws -> [ProgressRow] {
    try #require(try ProgressTable(contentsOf: "\(folder)/progress.csv")).rows
  }

  private func write(_ iterations: ClosedRange<Int>, to log: ProgressLog) throws {
    for i in iterations {
      try log.record(ProgressRow(report(i, episodes: [(100 * i, Double(i)), (100 * i, 0)])))
    }
  }

  @Test("a report comes back to the bit, number for number")
  func roundTrip() throws {
    try withFolder { folder in
      let reports = realReports()
      let log = try ProgressLog(in: folder, resumingAt: 0)
      for report in reports { try log.record(ProgressRow(report)) }
      var episodes = 0.0
      for (row, report) in zip(try table(folder), reports) {
        let statistics = report.statistics
        episodes += Double(report.episodes.count)
        #expect(
          row == [
            .iteration: Double(report.iteration), .iterationCount: 3,
            .steps: Double(report.steps), .totalSteps: 384,
            .gradientSteps: Double(report.gradientSteps), .updateGradientSteps: 16,
            .seconds: report.seconds, .stepsPerSecond: 256,
            .episodes: Double(report.episodes.count), .episodesSoFar: episodes,
            .meanReturn: report.episodes.map(\.episodeReturn).mean!,
            .smallestReturn: report.episodes.map(\.episodeReturn).min()!,
            .largestReturn: report.episodes.map(\.episodeReturn).max()!,
            .meanLength: report.episodes.map { Double($0.length) }.mean!,
            .truncatedFraction: 0,
            .learningRate: report.learningRate,
            .policyLoss: statistics.policyLoss, .valueLoss: statistics.valueLoss,
            .entropy: statistics.entropy, .approximateKL: statistics.approximateKL,
            .clipFraction: statistics.clipFraction, .gradientNorm: statistics.gradientNorm,
            .explainedVariance: statistics.explainedVariance,
          ])
      }
      #expect(try table(folder).count == 3)
      // Else a number under another's name would not be seen.
      let last = reports[2].statistics
      let numbers = [
        last.policyLoss, last.valueLoss, last.entropy, last.approximateKL, last.gradientNorm,
        last.explainedVariance,
      ]
      #expect(Set(numbers).count == 6)
    }
  }

  @Test("whole numbers have no point, nothing is nothing, and NaN has a name")
  func line() {
    let row: ProgressRow = [
      .iteration: 1, .seconds: 0.1, .policyLoss: -.nan, .valueLoss: .infinity, .entropy: 1e-300,
    ]
    #expect(row.line == "1,,,,,,0.1,,,,,,,,,,nan,inf,1e-300,,,,,\n")
    #expect(row.line.count(where: { $0 == "," }) == Metric.allCases.count - 1)
  }

  @Test("the mean of several σ is written")
  func sigma() {
    #expect(ProgressRow(report(1, sigma: [0.5, 1]))[.standardDeviation] == 0.75)
    #expect(ProgressRow(report(1))[.standardDeviation] == nil)
  }

  @Test(
    "a log that is opened again keeps the rows up to a step, and goes on counting",
    arguments: [(0, 0), (99, 0), (100, 1), (299, 2), (300, 3), (1000, 3)])
  func resumption(steps: Int, kept: Int) throws {
    try withFolder { folder in
      try write(1...3, to: try ProgressLog(in: folder, resumingAt: 0))
      let before = text("\(folder)/progress.csv").split(separator: "\n").prefix(1 + kept)
      let log = try ProgressLog(in: folder, resumingAt: steps)
      #expect(text("\(folder)/progress.csv") == before.joined(separator: "\n") + "\n")
      #expect(log.episodes == 2 * kept)
      #expect(log.earlier?[.iteration] == (kept > 0 ? Double(kept) : nil))
      try write(4...4, to: log)
      #expect(try table(folder).map { $0[.episodesSoFar]! }.last == Double(2 * kept + 2))
      #expect(try table(folder).count == kept + 1)
    }
  }

  @Test("a torn last line is dropped before the log goes on")
  func tornLine() throws {
    try withFolder { folder in
      let path = "\(folder)/progress.csv"
      try write(1...2, to: try ProgressLog(in: folder, resumingAt: 0))
      let whole = text(path)
      try TrainingFilesTests.write(String(whole.dropLast(3)), to: path)
      try write(2...2, to: try ProgressLog(in: folder, resumingAt: 1000))
      #expect(text(path) == whole)
    }
  }
}
