import Proximal

extension EpisodeLearner {
  // snippet.episode-training
  /// Trains until the steps are used up.
  ///
  /// - Parameters:
  ///   - steps: environment steps of the whole training.
  ///   - report: hears of every batch.
  /// - Returns: the outcome, and the record of each update.
  public mutating func train(
    steps: Int, report: ProgressReport
  ) -> (outcome: TrainingOutcome, records: [Update.Record]) {
    var records: [Update.Record] = []
    while let record = iterate(stepLimit: steps) {
      records.append(record)
      let mean = batch.returns.reduce(0, +) / Float(batch.returns.count)
      report.add(steps: batch.count, return: Double(mean))
    }
    let outcome = TrainingOutcome(
      episodeReturns: batch.endedReturns, episodeEnds: batch.endedAtStep, steps: batch.totalSteps,
      gradientSteps: update.stepCount, weightsHash: policy.parameterHash)
    return (outcome, records)
  }
  // snippet.end
}
