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
    let clock = ContinuousClock()
    let started = clock.now
    let outcome = train(seeds[index], steps, ProgressReport(progress: progress))
    let seconds = (clock.now - started) / .seconds(1)
    let run = TrainingRun(seed: seeds[index], setup: setup, outcome: outcome, seconds: seconds)
    progress.finished(run)
    return run
  }
  progress.close()
  Session.current.add(runs)
  return runs
}
