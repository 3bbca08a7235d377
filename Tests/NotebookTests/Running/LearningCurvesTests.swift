import Notebook
import Proximal
import Testing

@testable import Figures

@Suite("LearningCurves")
struct LearningCurvesTests {
  private let runs = (0..<5).map { seed in
    TrainingRun(
      seed: UInt64(seed),
      setup: TrainingSetup(
        algorithm: "a", environment: "e", environments: 1, rolloutLength: 1, epochs: 1,
        minibatches: 1, hiddenSizes: []),
      outcome: TrainingOutcome(
        episodeReturns: [Double(seed), Double(10 * seed)], episodeEnds: [100, 400], steps: 400,
        gradientSteps: 1, weightsHash: ""), seconds: 1)
  }

  @Test("fortieths of the steps, over the seeds: the core's curve of the episodes")
  func curve() {
    let curve = learningCurve(of: runs, steps: 400)
    #expect(curve.steps == (1...40).map { 10.0 * Double($0) })
    #expect(curve.mean[8] == 0 && curve.mean[9] == 2 && curve.mean[39] == 20)
    var bootstrap = PCG64(seed: 2, stream: .bootstrap)
    let again = LearningCurve(
      runs: runs.map { ($0.outcome.episodeEnds, $0.outcome.episodeReturns) }, totalSteps: 400,
      using: &bootstrap)
    #expect(curve.mean == again.mean && curve.band == again.band)
  }

  @Test("a curve is drawn as its band and its line, whether it comes as a curve or as runs")
  func drawn() {
    let curve = learningCurve(of: runs, steps: 400)
    var (byHand, byCurve, byRuns) = (Panel(), Panel(), Panel())
    byHand.band(
      x: curve.steps, from: curve.band.map(\.low), to: curve.band.map(\.high), color: .blue)
    byHand.line(x: curve.steps, y: curve.mean, color: .blue, label: "five")
    byCurve.curve(curve, color: .blue, label: "five")
    byRuns.curve(of: runs, steps: 400, color: .blue, label: "five")
    let text = Figure(byHand).script(for: .svg).text
    #expect(Figure(byCurve).script(for: .svg).text == text)
    #expect(Figure(byRuns).script(for: .svg).text == text)
  }
}
