import Files

/// One training of a chapter as the book lists it: what was trained, on how many seeds, how long.
public struct TrainingRecord: Codable, Equatable, Sendable {
  public let setup: TrainingSetup
  /// The first seed and how many there are.
  public let firstSeed: UInt64
  public let seedCount: Int
  /// Environment steps of each run.
  public let steps: Int
  /// The epochs that were tried, where it was more than one count of them.
  public let sweptEpochs: [Int]?

  public init(setup: TrainingSetup, firstSeed: UInt64, seedCount: Int, steps: Int) {
    self.init(sweep: [setup], firstSeed: firstSeed, seedCount: seedCount, steps: steps)
  }

  /// Several trainings that are one to the reader: what differs between them is listed with all its
  /// values.
  ///
  /// - Parameter sweep: at least one; of one method in one world, with the same names of
  ///   hyperparameters, the same rollouts, minibatches and networks.
  public init(sweep: [TrainingSetup], firstSeed: UInt64, seedCount: Int, steps: Int) {
    require(!sweep.isEmpty, "a sweep has at least one setup; got none")
    var setup = sweep[0]
    for other in sweep {
      require(
        other.isInOneSweep(with: setup),
        "the setups of a sweep differ in epochs and in the values of hyperparameters alone; "
          + "\(other.algorithm) in \(other.environment) differs in more")
    }
    for place in setup.hyperparameters.indices {
      let values = distinct(sweep.map { $0.hyperparameters[place].value })
      setup.hyperparameters[place] = .init(
        name: setup.hyperparameters[place].name, value: values.joined(separator: ", "))
    }
    let epochs = distinct(sweep.map(\.epochs))
    sweptEpochs = epochs.count == 1 ? nil : epochs
    self.setup = setup
    self.firstSeed = firstSeed
    self.seedCount = seedCount
    self.steps = steps
  }

  /// The epochs of the training, or of all of a sweep's.
  public var epochs: [Int] { sweptEpochs ?? [setup.epochs] }
}

extension TrainingSetup {
  fileprivate func isInOneSweep(with other: TrainingSetup) -> Bool {
    var (mine, theirs) = (self, other)
    (mine.epochs, theirs.epochs) = (0, 0)
    (mine.hyperparameters, theirs.hyperparameters) = ([], [])
    return mine == theirs && hyperparameters.map(\.name) == other.hyperparameters.map(\.name)
  }
}

/// Each value once, in the order in which they first occur.
private func distinct<Value: Equatable>(_ values: [Value]) -> [Value] {
  values.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
}
