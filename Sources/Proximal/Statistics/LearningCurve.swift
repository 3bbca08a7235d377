/// Returns against environment steps, over several seeds: the interquartile mean and its 95% band.
public struct LearningCurve: Sendable {
  /// Where the curve has a point, in environment steps: the right ends of windows, mostly.
  public let steps: [Double]
  /// The interquartile mean over seeds of the mean return in each window, or of what was measured.
  public let mean: [Double]
  /// The bootstrap band around it.
  public let band: [Interval]

  /// - Parameters:
  ///   - runs: for each seed, its finished episodes in the order in which they ended: at which step,
  ///     and with which return.
  ///   - totalSteps: environment steps of each run.
  ///   - windows: how many equal windows the steps are cut into.
  ///   - generator: the bootstrap's.
  ///
  /// In each window a run is represented by the mean return of the episodes that ended there. Where
  /// none did, by the latest mean before it; a run whose first episode is still going counts 0.
  public init(
    runs: [(ends: [Int], returns: [Double])], totalSteps: Int, windows: Int = 40,
    using generator: inout PCG64
  ) {
    let perRun = runs.map {
      windowMeans(ends: $0.ends, returns: $0.returns, totalSteps: totalSteps, windows: windows)
    }
    let ends = (1...windows).map { Double(totalSteps) * Double($0) / Double(windows) }
    self.init(steps: ends, values: perRun, using: &generator)
  }

  /// The curve of something that was measured in every run at the same steps.
  ///
  /// - Parameters:
  ///   - steps: at which it was measured, `[T]`.
  ///   - values: for each seed, what it was then, `[T]`.
  ///   - generator: the bootstrap's.
  public init(steps: [Double], values: [[Double]], using generator: inout PCG64) {
    require(
      !values.isEmpty && values.allSatisfy { $0.count == steps.count },
      "a curve needs runs with a value at each of its \(steps.count) steps; got "
        + "\(values.map { $0.count })")
    self.steps = steps
    mean = interquartileMeans(over: values)
    var band: [Interval] = []
    for time in steps.indices {
      band.append(
        bootstrapInterval(
          of: values.map { $0[time] }, using: &generator, statistic: interquartileMean))
    }
    self.band = band
  }
}

/// The mean return of the episodes that ended in each of `windows` equal windows of the run.
func windowMeans(ends: [Int], returns: [Double], totalSteps: Int, windows: Int) -> [Double] {
  require(
    ends.count == returns.count,
    "each episode has one end and one return; got \(ends.count) ends, \(returns.count) returns")
  var means: [Double] = []
  var next = 0
  for window in 1...windows {
    let limit = totalSteps * window / windows
    let first = next
    while next < ends.count && ends[next] <= limit { next += 1 }
    let inside = returns[first..<next]
    means.append(
      inside.isEmpty ? means.last ?? 0 : inside.reduce(0, +) / Double(inside.count))
  }
  return means
}
