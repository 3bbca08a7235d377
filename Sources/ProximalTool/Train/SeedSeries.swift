import Foundation
import MPIRanks
import Notebook
import Proximal
import TrainingFiles

/// `--seeds N`: the same training from several seeds, side by side.
///
/// Each run is to the bit what it would be alone.
struct SeedSeries {
  /// Of the first seed.
  let plan: TrainingPlan
  let count: Int
  /// The cores that there are for all of them.
  let cores: Int
  /// The processes that the runs are handed out to; each has so many cores.
  var ranks = Ranks.alone
  let output: OutputOptions
  /// Whose weights all begin with, instead of new ones.
  var start: StartingAgent?

  /// Trains all and tells what they came to.
  func run() {
    let trained = ranks.count == 1 ? train() : trainOverRanks()
    guard ranks.rank == 0 else { return }
    if output.json {
      for run in trained.runs { Console.write(run.json(chapter: "train") + "\n", to: .output) }
    }
    Console.write(report(on: trained.runs), to: output.textStream)
    guard output.preview else { return }
    let curve = SeriesCurve(combining: trained.curves, seed: UInt64(plan.seed))
    Console.write(curve.text(for: output.textStream), to: output.textStream)
  }

  private var plans: [TrainingPlan] {
    (0..<count).map { index in
      var plan = plan
      plan.seed += index
      return plan
    }
  }

  /// The runs, in the order of their seeds, and their learning curves.
  func train() -> (runs: [TrainingRun], curves: [LearningCurveView.Bins]) {
    let plans = plans
    let steps = plan.steps / plan.settings.batchSize * plan.settings.batchSize
    let progress = SharedProgress(label: plan.environment, totalSteps: count * steps)
    let results = sideBySide(count, workers: cores) { index in
      train(plans[index], cores: max(cores / count, 1), progress, [])
    }
    progress.close()
    return (results.map(\.run), results.map(\.curve))
  }

  /// The same on all ranks: each takes the next seed when it comes free. Rank 0 gets the runs.
  private func trainOverRanks() -> (runs: [TrainingRun], curves: [LearningCurveView.Bins]) {
    let plans = plans
    let progress = SharedProgress(label: plan.environment, totalSteps: 0)
    let handout = Handout(of: count, among: ranks)
    let results = handout.work { index in
      let result = train(plans[index], cores: cores, progress, [Attendance(of: handout)])
      return orFail { try Self.encoder.encode(result) }
    }
    progress.close()
    let trained = results.map { result in
      orFail { try Self.decoder.decode(Trained.self, from: result) }
    }
    return (trained.map(\.run), trained.map(\.curve))
  }

  private struct Trained: Codable, Sendable {
    var run: TrainingRun
    var curve: LearningCurveView.Bins
  }

  private func train(
    _ plan: TrainingPlan, cores: Int, _ progress: SharedProgress, _ watchers: [any TrainingWatcher]
  ) -> Trained {
    let curve = LearningCurveView()
    var training = Training(
      plan: plan, cores: cores, output: output.named(forSeed: plan.seed), start: start)
    training.sharedProgress = progress
    training.watchers = [curve] + watchers
    return orFail {
      var run = try Worlds.run(training, in: plan.environment)
      run.outcome.learningCurve = curve.bins.points
      progress.finished(run)
      return Trained(run: run, curve: curve.bins)
    }
  }

  private func orFail<Result>(_ work: () throws -> Result) -> Result {
    do {
      return try work()
    } catch {
      Console.fail("\(error)")
    }
  }

  private static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }()
  private static let decoder: JSONDecoder = {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }()

  /// Lets rank 0 answer the others while it trains itself.
  private final class Attendance: TrainingWatcher {
    private let handout: Handout
    init(of handout: Handout) { self.handout = handout }
    func record(_ report: IterationReport) { handout.attend() }
    func close() {}
  }
}

extension SeedSeries {
  /// A table with a row a seed, and what all of them say together.
  func report(on runs: [TrainingRun]) -> String {
    let looksForBest = runs.allSatisfy { $0.outcome.best != nil }
    var table = Table(
      ["seed", "return", "length", "time, s"] + (looksForBest ? ["best", "of step"] : []))
    for run in runs {
      let best = run.outcome.best
      table.add(
        [
          "\(run.seed)", roundedReturn(run.outcome.finalReturn ?? .nan),
          rounded(run.outcome.evaluationLength ?? .nan, 1), rounded(run.seconds, 1),
        ]
          + (looksForBest
            ? [roundedReturn(best?.evaluationReturn ?? .nan), grouped(best?.steps ?? 0)] : []))
    }
    var lines = [
      "\(plan.environment): \(grouped(runs[0].outcome.steps)) steps from each of \(count) seeds, then "
        + "\(Training.evaluationEpisodes) episodes",
      "", "\(table)", "", summary(of: runs),
    ]
    if let configuration = output.saveConfig { lines.append("wrote \(configuration)") }
    for plan in plans {
      let output = output.named(forSeed: plan.seed)
      lines += output.perRun.map { "wrote \($0)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func summary(of runs: [TrainingRun]) -> String {
    let returns = runs.map { $0.outcome.finalReturn ?? .nan }
    var generator = PCG64(seed: UInt64(plan.seed), stream: .bootstrap)
    let interval = bootstrapInterval(
      of: returns, using: &generator, statistic: interquartileMean)
    return "interquartile mean of the returns \(roundedReturn(interquartileMean(returns))), "
      + "95% interval \(roundedReturn(interval.low)) … \(roundedReturn(interval.high))"
  }
}
