/// The timed trainings of one contender in one environment, a round each.
struct TrainingTimes {
  private(set) var reports: [TrainingReport] = []
  private(set) var starts: [Double] = []
  private(set) var peaks: [Int] = []

  mutating func add(_ run: (report: TrainingReport, process: MeasuredProcess)) {
    let (report, process) = run
    reports.append(report)
    starts.append(process.seconds - report.seconds)
    if let peak = process.peakBytes { peaks.append(peak) }
  }

  var isEmpty: Bool { reports.isEmpty }
  /// Steps a second of the training alone: the median over the rounds, as all that follow.
  var rate: Double { median(reports.map(\.rate)) }
  /// Seconds from launch to exit besides the training: loading, compiling, evaluating.
  var start: Double { median(starts) }
  /// Seconds from launch to exit for so many steps; measured where that many were taken.
  func whole(steps: Int) -> Double {
    median(zip(reports, starts).map { $1 + Double(steps) / $0.rate })
  }
  var peakBytes: Double { median(peaks.map(Double.init)) }
  var finalReturn: Double? {
    let returns = reports.compactMap(\.finalReturn)
    return returns.isEmpty ? nil : median(returns)
  }
  var weightsHash: String? { reports.first?.weightsHash }
}

/// The middle of the sorted values, or the mean of the two in the middle; NaN where there are none.
func median(_ values: [Double]) -> Double {
  guard !values.isEmpty else { return .nan }
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count.isMultiple(of: 2)
    ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}
