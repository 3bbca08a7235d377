/// Finitely many outcomes and their probabilities. An expectation over it is a sum, taken from the
/// first outcome to the last: exact up to rounding, and the same bits every time.
public struct FiniteDistribution<Outcome: Sendable>: Sendable {
  /// What can come out; the same outcome may stand here twice.
  public let outcomes: [Outcome]
  /// p(x), one for each outcome; they add up to 1.
  public let probabilities: [Double]

  /// A distribution from its parts. Traps unless there is one probability for each outcome, none of
  /// them is below 0, and they add up to 1.
  public init(_ outcomes: [Outcome], probabilities: [Double]) {
    require(
      outcomes.count == probabilities.count,
      "one probability for each of \(outcomes.count) outcomes; got \(probabilities.count)")
    requireDistribution(probabilities, "the probabilities of a distribution")
    self.outcomes = outcomes
    self.probabilities = probabilities
  }

  /// E[f] = Σ_x p(x) f(x).
  public func expectation(of f: (Outcome) -> Double) -> Double {
    reduce(0) { $0 + $1.probability * f($1.outcome) }
  }

  /// The exact mean and variance of an estimator, a vector for each outcome.
  public func moments(of estimator: (Outcome) -> [Double]) -> Moments {
    Moments(of: outcomes.map(estimator), probabilities: probabilities)
  }

  /// `size` independent draws, in order: every tuple of outcomes with the product of its
  /// probabilities, the last draw changing fastest.
  public func independentDraws(_ size: Int) -> FiniteDistribution<[Outcome]> {
    require(size > 0, "a batch holds at least one draw; got \(size)")
    var tuples: [(outcomes: [Outcome], probability: Double)] = [([], 1)]
    for _ in 0..<size {
      requireEnumerable(tuples.count * count)
      tuples = tuples.flatMap { tuple in
        map { (tuple.outcomes + [$0.outcome], tuple.probability * $0.probability) }
      }
    }
    return FiniteDistribution<[Outcome]>(
      tuples.map { $0.outcomes }, probabilities: tuples.map { $0.probability })
  }
}

extension FiniteDistribution: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { outcomes.count }
  public subscript(i: Int) -> (outcome: Outcome, probability: Double) {
    (outcomes[i], probabilities[i])
  }
}

/// Enumeration is for cases that fit in memory and in patience.
func requireEnumerable(_ count: Int) {
  require(count <= 1 << 20, "\(count) outcomes are too many to enumerate; shorten the horizon")
}
