import Proximal

extension PPO {
  // snippet.ppo-training
  /// Trains to the end.
  ///
  /// - Parameters:
  ///   - report: hears of every iteration.
  ///   - look: what to note after each of them.
  @inlinable
  public mutating func train(
    report: ProgressReport, afterEach look: (PPO) -> Void = { _ in }
  ) -> TrainingOutcome {
    var (returns, ends) = ([Double](), [Int]())
    while !isFinished {
      iterate()
      returns += finishedEpisodes.map(\.episodeReturn)
      ends += episodeEnds
      look(self)
      report.add(steps: settings.batchSize, return: meanReturn)
    }
    return TrainingOutcome(
      episodeReturns: returns, episodeEnds: ends, steps: stepCount,
      gradientSteps: gradientStepCount, weightsHash: agent.actor.parameterHash)
  }
  // snippet.end
}
