/// One training of a chapter as the book lists it: what was trained, on how many seeds, how long.
public struct TrainingRecord: Codable, Equatable, Sendable {
  public let setup: TrainingSetup
  /// The first seed and how many there are.
  public let firstSeed: UInt64
  public let seedCount: Int
  /// Environment steps of each run.
  public let steps: Int

  public init(setup: TrainingSetup, firstSeed: UInt64, seedCount: Int, steps: Int) {
    self.setup = setup
    self.firstSeed = firstSeed
    self.seedCount = seedCount
    self.steps = steps
  }
}
