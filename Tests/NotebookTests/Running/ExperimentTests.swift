import ArgumentParser
import Notebook
import Testing

@Suite("Experiment")
struct ExperimentTests {
  private let setup = TrainingSetup(
    algorithm: "a", environment: "e", environments: 1, rolloutLength: 1, epochs: 1,
    minibatches: 1, hiddenSizes: [])

  private func outcome(_ seed: UInt64, _ steps: Int) -> TrainingOutcome {
    TrainingOutcome(
      episodeReturns: [Double(seed)], episodeEnds: [1], steps: steps, gradientSteps: 0,
      weightsHash: "\(seed)")
  }

  private var options: ChapterOptions {
    ChapterOptions.parseOrExit(["--seed", "7", "--seeds", "12", "--steps", "5"])
  }

  @Test("one run a seed, and what was found in it, both in the order of the seeds")
  func payload() {
    let (runs, found) = experiment(setup, options) { seed, steps, _ in
      (outcome(seed, steps), Array(repeating: seed, count: Int(seed) % 3))
    }
    #expect(runs.map(\.seed) == (7...18).map { UInt64($0) })
    #expect(runs.map(\.outcome.weightsHash) == (7...18).map { "\($0)" })
    #expect(runs.allSatisfy { $0.outcome.steps == 5 && $0.setup == setup })
    #expect(found == (7...18).map { Array(repeating: UInt64($0), count: $0 % 3) })
  }

  @Test("a sweep gives the runs of each setup, each in the order of the seeds")
  func sweep() {
    var setups = [setup, setup, setup]
    for index in setups.indices { setups[index].epochs = index + 1 }
    let runs = experiment(sweep: setups, options) { index, seed, steps, _ in
      outcome(100 * UInt64(index) + seed, steps)
    }
    #expect(runs.count == 3)
    for (index, runs) in runs.enumerated() {
      #expect(runs.map(\.seed) == (7...18).map { UInt64($0) })
      #expect(runs.map(\.outcome.weightsHash) == (7...18).map { "\(100 * index + $0)" })
      #expect(runs.allSatisfy { $0.setup == setups[index] })
    }
  }

  @Test("without anything else to keep the runs are the same")
  func withoutPayload() {
    let runs = experiment(setup, options) { seed, steps, _ in outcome(seed, steps) }
    #expect(runs.map(\.seed) == (7...18).map { UInt64($0) })
    #expect(runs.map(\.outcome.episodeReturns) == (7...18).map { [Double($0)] })
  }
}
