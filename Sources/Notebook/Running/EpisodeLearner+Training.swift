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

extension TrainingSetup {
  /// A training by ``EpisodeLearner`` on CartPole-v1, with eight episodes a batch.
  ///
  /// - Parameters:
  ///   - epochs: gradient steps of the policy on a batch.
  ///   - learningRate: of the policy; nil where the update has none.
  ///   - update: what is set of the update: names and values.
  public static func onEpisodes(
    _ algorithm: String, epochs: Int = 20, learningRate: Double? = nil,
    update: KeyValuePairs<String, String>
  ) -> TrainingSetup {
    var setup = TrainingSetup(
      algorithm: algorithm, environment: "CartPole-v1", environments: 8, rolloutLength: 500,
      epochs: epochs, minibatches: 1, hiddenSizes: [32],
      hyperparameters: [
        "critic's learning rate": "0.01", "critic's epochs": "20", "discount": "0.99",
      ])
    if let learningRate {
      setup.hyperparameters.insert(.init(name: "learning rate", value: "\(learningRate)"), at: 0)
    }
    setup.hyperparameters += update.map { .init(name: $0.key, value: $0.value) }
    setup.hyperparameters.append(.init(name: "advantages", value: "normalised per batch"))
    return setup
  }
}
