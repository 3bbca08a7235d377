/// Brings each component of an observation to mean 0 and standard deviation 1, by what has been seen
/// of it so far, and cuts off what is further than ``bound`` from 0.
///
/// Source: OpenAI Baselines, `VecNormalize`, 2017.
public struct ObservationNormalisation: Sendable, Equatable {
  /// In standard deviations.
  public let bound: Double
  /// Added to a variance before its root is taken, so that what never changes is not divided by 0.
  public let epsilon: Double
  private var moments: [RunningMoments]

  /// - Parameters:
  ///   - count: components of an observation.
  ///   - bound: in standard deviations.
  ///   - epsilon: added to a variance before its root is taken.
  public init(count: Int, bound: Double = 10, epsilon: Double = 1e-8) {
    require(
      count > 0 && bound > 0 && epsilon > 0,
      "observations have components, a bound and an ε above 0; got \(count), \(bound), \(epsilon)")
    (self.bound, self.epsilon) = (bound, epsilon)
    moments = [RunningMoments](repeating: RunningMoments(), count: count)
  }

  /// As it was when the components had these means and variances, `[count]`.
  ///
  /// - Parameters:
  ///   - mean: of each component, `[count]`.
  ///   - variance: of each component, `[count]`.
  ///   - bound: in standard deviations.
  ///   - epsilon: added to a variance before its root is taken.
  ///   - seen: how many observations they are of, which is what they weigh beside further ones. Where
  ///     there are no further ones it makes no difference.
  public init(
    mean: [Double], variance: [Double], bound: Double = 10, epsilon: Double = 1e-8,
    seen: Double = 1
  ) {
    require(
      mean.count == variance.count,
      "each component has a mean and a variance; got \(mean.count) and \(variance.count)")
    self.init(count: mean.count, bound: bound, epsilon: epsilon)
    moments = zip(mean, variance).map { RunningMoments(count: seen, mean: $0, variance: $1) }
  }

  /// How many observations have been counted in.
  public var seen: Double { moments[0].count }
  /// The mean of each component, `[count]`.
  public var mean: [Double] { moments.map { $0.mean } }
  /// The variance of each component, `[count]`.
  public var variance: [Double] { moments.map { $0.variance } }
  /// The standard deviation of each component, `[count]`.
  public var standardDeviation: [Double] { moments.map { $0.standardDeviation } }

  /// Counts observations in, `[rows × count]`.
  public mutating func add(_ observations: [Float], rows: Int) {
    let count = moments.count
    for row in 0..<rows {
      for i in 0..<count { moments[i].add(Double(observations[row * count + i])) }
    }
  }

  /// (x − μ)/σ of each component of `[rows × count]` numbers, into the beginning of `normalised`.
  public func apply(to observations: [Float], rows: Int, into normalised: inout [Float]) {
    let count = moments.count
    if normalised.count < rows * count { normalised = [Float](repeating: 0, count: rows * count) }
    for i in 0..<count {
      let (mean, scale) = (moments[i].mean, 1 / (moments[i].variance + epsilon).squareRoot())
      for place in stride(from: i, to: rows * count, by: count) {
        normalised[place] = standardised(observations[place], mean, scale)
      }
    }
  }

  /// The same for one row of an array, in place.
  func apply(toRow row: Int, of observations: inout [Float]) {
    for (i, moments) in moments.enumerated() {
      let place = row * self.moments.count + i
      observations[place] = standardised(
        observations[place], moments.mean, 1 / (moments.variance + epsilon).squareRoot())
    }
  }

  private func standardised(_ x: Float, _ mean: Double, _ scale: Double) -> Float {
    Float(min(max((Double(x) - mean) * scale, -bound), bound))
  }
}

extension ObservationNormalisation: Archivable {
  public mutating func archive(in archive: inout StateArchive) throws(StateArchiveError) {
    try archive.visit(&moments)
  }
}
