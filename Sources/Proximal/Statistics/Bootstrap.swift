/// A range that holds the true value with a stated confidence.
public struct Interval: Sendable, Equatable {
  /// The lower end, which belongs to it.
  public let low: Double
  /// The upper end, which belongs to it.
  public let high: Double

  /// From its ends, the lower one first.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Whether a value lies between the ends or on one of them.
  public func contains(_ value: Double) -> Bool { low <= value && value <= high }
}

/// A percentile bootstrap interval: the statistic's spread when the sample is drawn anew from itself.
///
/// Source: Efron, “Bootstrap methods: another look at the jackknife”, Annals of Statistics 7, 1979.
///
/// - Parameters:
///   - values: the sample, at least one value.
///   - confidence: the share of resampled statistics that lies inside.
///   - resamples: how often as many values are drawn from the sample, with replacement.
///   - generator: the values are drawn by it.
///   - statistic: such as ``interquartileMean(_:)``.
public func bootstrapInterval(
  of values: [Double], confidence: Double = 0.95, resamples: Int = 2000,
  using generator: inout PCG64, statistic: ([Double]) -> Double
) -> Interval {
  require(!values.isEmpty, "a bootstrap needs at least one value")
  var resample = values
  let statistics = (0..<resamples).map { _ in
    for i in resample.indices { resample[i] = values[generator.integer(in: 0..<values.count)] }
    return statistic(resample)
  }
  return percentileInterval(of: statistics, confidence: confidence)
}

/// The bootstrap interval of a difference: both samples are drawn anew, independently.
public func bootstrapInterval(
  ofDifference first: [Double], minus second: [Double], confidence: Double = 0.95,
  resamples: Int = 2000, using generator: inout PCG64, statistic: ([Double]) -> Double
) -> Interval {
  require(!first.isEmpty && !second.isEmpty, "a bootstrap needs at least one value a side")
  var (a, b) = (first, second)
  let differences = (0..<resamples).map { _ in
    for i in a.indices { a[i] = first[generator.integer(in: 0..<first.count)] }
    for i in b.indices { b[i] = second[generator.integer(in: 0..<second.count)] }
    return statistic(a) - statistic(b)
  }
  return percentileInterval(of: differences, confidence: confidence)
}

func percentileInterval(of statistics: [Double], confidence: Double) -> Interval {
  let sorted = statistics.sorted()
  let tail = (1 - confidence) / 2
  return Interval(low: quantile(sorted, tail), high: quantile(sorted, 1 - tail))
}

/// The quantile of sorted values, linear between neighbours.
func quantile(_ sorted: [Double], _ share: Double) -> Double {
  let position = share * Double(sorted.count - 1)
  let below = Int(position)
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
}
