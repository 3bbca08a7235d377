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
  let (seeds, steps) = (options.seeds, options.steps)
  let progress = Progress(label: setup.algorithm, totalSteps: seeds.count * steps)
  let results = sideBySide(seeds.count) { index in
    let result = timed(setup, seed: seeds[index], progress) { train(seeds[index], steps, $0) }
    progress.finished(result.run)
    return result
  }
  progress.close()
  let runs = results.map(\.run)
  Session.current.add(
    runs,
    as: TrainingRecord(
      setup: setup, firstSeed: seeds[0], seedCount: seeds.count, steps: steps))
  return (runs, results.map(\.found))
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
