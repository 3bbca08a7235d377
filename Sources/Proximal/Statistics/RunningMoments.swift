/// The mean and the variance of all numbers seen so far, batch after batch.
///
/// Source: Chan, Golub and LeVeque, “Algorithms for computing the sample variance”, The American
/// Statistician 37, 1983, the rule that joins two batches.
public struct RunningMoments: Sendable, Equatable {
  /// How many numbers have been seen.
  public private(set) var count = 0.0
  /// Their mean.
  public private(set) var mean = 0.0
  /// The sum of their squared distances from the mean.
  private var squares = 0.0

  /// Of no numbers yet: mean 0 and, so that nothing is divided by 0, variance 1.
  public init() {}

  /// As after `count` numbers with this mean and this variance.
  public init(count: Double, mean: Double, variance: Double) {
    require(
      count > 0 && mean.isFinite && variance >= 0 && variance.isFinite,
      "moments of some numbers have a mean and a variance from 0 on; got \(mean) and \(variance) of "
        + "\(count)")
    (self.count, self.mean, squares) = (count, mean, variance * count)
  }

  /// Their variance, with n in the denominator; 1 before any has been seen.
  public var variance: Double { count > 0 ? squares / count : 1 }
  /// The root of the variance.
  public var standardDeviation: Double { variance.squareRoot() }

  /// Counts a single number in.
  public mutating func add(_ number: Double) {
    let distance = number - mean
    count += 1
    mean += distance / count
    squares += distance * (number - mean)
  }

  /// Counts a batch in.
  public mutating func add(_ numbers: [Float]) { add(numbers.count) { numbers[$0] } }

  /// Counts the numbers 0 ..< `batchCount` of a batch in.
  @inline(__always)
  mutating func add(_ batchCount: Int, _ number: (Int) -> Float) {
    guard batchCount > 0 else { return }
    var sum = 0.0
    for i in 0..<batchCount { sum += Double(number(i)) }
    let batchMean = sum / Double(batchCount)
    var batchSquares = 0.0
    for i in 0..<batchCount {
      batchSquares += (Double(number(i)) - batchMean) * (Double(number(i)) - batchMean)
    }
    // n ← n + m,   μ ← μ + (μ' − μ) m / n,   S ← S + S' + (μ' − μ)² n_old m / n
    let (before, m, distance) = (count, Double(batchCount), batchMean - mean)
    count += m
    mean += distance * m / count
    squares += batchSquares + distance * distance * before * m / count
  }
}

extension RunningMoments: Archivable {
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try archive.visit(&count)
    try archive.visit(&mean)
    try archive.visit(&squares)
  }
}
