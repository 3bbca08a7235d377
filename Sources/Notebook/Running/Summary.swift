import Proximal

/// What the seeds of one method came to: the interquartile mean and its 95% bootstrap interval.
public struct Summary: Sendable, Equatable {
  // snippet.summary
  public let mean: Double
  public let interval: Interval

  /// - Parameter values: one a seed.
  public init(_ values: [Double]) {
    var bootstrap = PCG64(seed: 1, stream: .bootstrap)
    mean = interquartileMean(values)
    interval = bootstrapInterval(of: values, using: &bootstrap, statistic: interquartileMean)
  }
  // snippet.end

  /// `439.2 … 470.0`.
  public var range: String { range(1) }

  /// The same with another count of decimals.
  public func range(_ decimals: Int) -> String { rounded(interval, decimals) }
}

/// `439.2 … 470.0`: an interval's ends with a fixed count of decimals.
public func rounded(_ interval: Interval, _ decimals: Int) -> String {
  "\(rounded(interval.low, decimals)) … \(rounded(interval.high, decimals))"
}
