/// The whole numbers 0 … count − 1, sampled as Gymnasium's `Discrete(count, seed=seed)`.
public struct DiscreteSpace: Sendable {
  /// How many values there are.
  public let count: Int
  private var generator: PCG64

  /// A space with a generator of its own, made of a seed.
  public init(_ count: Int, seed: UInt64) {
    self.init(count, seedSequence: SeedSequence(seed: seed))
  }

  /// A space with a generator of its own, made of a seed of any length.
  public init(_ count: Int, seedSequence: SeedSequence) {
    require(count > 0, "a discrete space needs at least one value; got \(count)")
    self.count = count
    generator = PCG64(seedSequence)
  }

  /// A value, all equally likely.
  public mutating func sample() -> Int {
    generator.integer(in: 0..<count)
  }
}

/// Vectors whose components lie between two bounds, sampled as Gymnasium's
/// `Box(low, high, (count,), float32, seed=seed)`.
public struct BoxSpace: Sendable {
  /// The smallest value of a component.
  public let low: Float
  /// The largest value of a component.
  public let high: Float
  /// How many components a vector has.
  public let count: Int
  private var generator: PCG64

  /// A space with a generator of its own, made of a seed.
  public init(_ low: Float, _ high: Float, count: Int = 1, seed: UInt64) {
    self.init(low, high, count: count, seedSequence: SeedSequence(seed: seed))
  }

  /// A space with a generator of its own, made of a seed of any length.
  public init(_ low: Float, _ high: Float, count: Int = 1, seedSequence: SeedSequence) {
    require(
      low.isFinite && high.isFinite && low <= high,
      "a box needs finite bounds, the lower one first; got \(low) and \(high)")
    require(count > 0, "a box needs at least one component; got \(count)")
    (self.low, self.high, self.count) = (low, high, count)
    generator = PCG64(seedSequence)
  }

  /// A vector whose components are uniform between the bounds: drawn in double, then rounded.
  public mutating func sample() -> [Float] {
    (0..<count).map { _ in Float(generator.uniform(Double(low), Double(high))) }
  }
}
