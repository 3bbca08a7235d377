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
  let (seeds, steps) = (options.seeds, options.steps)
  let progress = Progress(label: setup.algorithm, totalSteps: seeds.count * steps)
  let runs = sideBySide(seeds.count) { index in
    let run = timed(setup, seed: seeds[index], progress) { train(seeds[index], steps, $0) }
    progress.finished(run)
    return run
  }
  progress.close()
  Session.current.add(
    runs,
    as: TrainingRecord(
      setup: setup, firstSeed: seeds[0], seedCount: seeds.count, steps: steps))
  return runs
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
  if let shared { return timed(setup, seed: seed, shared.progress, train) }
  let progress = Progress(
    label: setup.environment, totalSteps: steps, tellsNowAndThen: true)
  defer { progress.close() }
  return timed(setup, seed: seed, progress, train)
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

private func timed(
  _ setup: TrainingSetup, seed: UInt64, _ progress: Progress,
  _ train: (ProgressReport) -> TrainingOutcome
) -> TrainingRun {
  let clock = ContinuousClock()
  let started = clock.now
  let outcome = train(ProgressReport(progress: progress))
  let seconds = (clock.now - started) / .seconds(1)
  return TrainingRun(seed: seed, setup: setup, outcome: outcome, seconds: seconds)
}
