/// Trains once for each seed, side by side on all cores, and tells how it goes.
///
/// The results do not depend on the number of cores: each run draws from generators of its own.
///
/// - Parameters:
///   - setup: what is trained; it goes into each run's JSON object.
///   - options: which seeds, how many steps, and whether to print JSON.
///   - train: one training run; it gets the seed, the number of environment steps, and where to
///     report progress to.
/// - Returns: one run a seed, in the order of the seeds.
public func experiment(
  _ setup: TrainingSetup, _ options: ChapterOptions,
  train: @Sendable (_ seed: UInt64, _ steps: Int, _ report: ProgressReport) -> TrainingOutcome
) -> [TrainingRun] {
  experiment(setup, options) { seed, steps, report in (train(seed, steps, report), ()) }.runs
}

/// The same where something is kept of each run beside its outcome.
///
/// - Parameter train: gives the outcome, and what else was found.
/// - Returns: one run a seed, and what was found in it, both in the order of the seeds.
public func experiment<Found: Sendable>(
  _ setup: TrainingSetup, _ options: ChapterOptions,
  train:
    @Sendable (
      _ seed: UInt64, _ steps: Int, _ report: ProgressReport
    ) -> (TrainingOutcome, Found)
) -> (runs: [TrainingRun], found: [Found]) {
  let results = sweep([setup], options) { _, seed, steps, report in train(seed, steps, report) }
  return (results.map(\.run), results.map(\.found))
}

/// Trains several setups, each once for each seed, all of them side by side on all cores; to the book
/// they are one training, of which all values that were tried are listed.
///
/// - Parameters:
///   - sweep: what is trained; the setups differ in epochs and in the values of hyperparameters.
///   - options: which seeds, how many steps, and whether to print JSON.
///   - train: one training run; it gets the place of its setup, the seed, the number of environment
///     steps, and where to report progress to.
/// - Returns: the runs of each setup, one a seed, `[setups][seeds]`.
public func experiment(
  sweep setups: [TrainingSetup], _ options: ChapterOptions,
  train:
    @Sendable (
      _ setup: Int, _ seed: UInt64, _ steps: Int, _ report: ProgressReport
    ) -> TrainingOutcome
) -> [[TrainingRun]] {
  let results = sweep(setups, options) { (train($0, $1, $2, $3), ()) }
  let seedCount = options.seedCount
  return setups.indices.map { results[$0 * seedCount..<($0 + 1) * seedCount].map(\.run) }
}

/// Each setup with each seed: the seeds of the first setup, then those of the second.
private func sweep<Found: Sendable>(
  _ setups: [TrainingSetup], _ options: ChapterOptions,
  _ train: @Sendable (Int, UInt64, Int, ProgressReport) -> (TrainingOutcome, Found)
) -> [(run: TrainingRun, found: Found)] {
  let (seeds, steps) = (options.seeds, options.steps)
  let record = TrainingRecord(
    sweep: setups, firstSeed: seeds[0], seedCount: seeds.count, steps: steps)
  let count = setups.count * seeds.count
  let progress = Progress(label: setups[0].algorithm, totalSteps: count * steps)
  let results = sideBySide(count) { index in
    let (setup, seed) = (index / seeds.count, seeds[index % seeds.count])
    let result = timed(setups[setup], seed: seed, progress) { train(setup, seed, steps, $0) }
    progress.finished(result.run)
    return result
  }
  progress.close()
  Session.current.add(results.map(\.run), as: record)
  return results
}

/// Trains once, outside of any chapter, and shows how far it is.
///
/// - Parameters:
///   - setup: what is trained.
///   - seed: of the run.
///   - steps: environment steps that it will take.
///   - shared: where the run is one of several: the line that shows them all.
///   - train: the training; it gets where to report progress to.
public func trainOnce(
  _ setup: TrainingSetup, seed: UInt64, steps: Int, in shared: SharedProgress? = nil,
  train: (ProgressReport) -> TrainingOutcome
) -> TrainingRun {
  if let shared {
    return timed(setup, seed: seed, shared.progress) { (train($0), ()) }.run
  }
  let progress = Progress(
    label: setup.environment, totalSteps: steps, tellsNowAndThen: true)
  defer { progress.close() }
  return timed(setup, seed: seed, progress) { (train($0), ()) }.run
}

/// One line for several trainings at once: how far they are together.
public struct SharedProgress: Sendable {
  fileprivate let progress: Progress

  /// - Parameters:
  ///   - label: what is trained.
  ///   - totalSteps: environment steps of all runs together.
  public init(label: String, totalSteps: Int) {
    progress = Progress(label: label, totalSteps: totalSteps)
  }

  /// Says, off a terminal, what a run has come to.
  public func finished(_ run: TrainingRun) { progress.finished(run) }

  /// Takes the line away.
  public func close() { progress.close() }
}

private func timed<Found>(
  _ setup: TrainingSetup, seed: UInt64, _ progress: Progress,
  _ train: (ProgressReport) -> (TrainingOutcome, Found)
) -> (run: TrainingRun, found: Found) {
  let started = RunningTime.shared.seconds
  let (outcome, found) = train(ProgressReport(progress: progress))
  let seconds = RunningTime.shared.seconds - started
  return (TrainingRun(seed: seed, setup: setup, outcome: outcome, seconds: seconds), found)
}
