import Notebook

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
  var rate: Double { known(reports.map(\.rate)) }
  /// Seconds from launch to exit besides the training: loading, compiling, evaluating.
  var start: Double { known(starts) }
  /// Seconds from launch to exit for so many steps; measured where that many were taken.
  func whole(steps: Int) -> Double {
    known(zip(reports, starts).map { $1 + Double(steps) / $0.rate })
  }
  var peakBytes: Double { known(peaks.map(Double.init)) }
  var finalReturn: Double? {
    let returns = reports.compactMap(\.finalReturn)
    return returns.isEmpty ? nil : median(returns)
  }
  /// NaN before the first round.
  private func known(_ values: [Double]) -> Double { values.isEmpty ? .nan : median(values) }

  var weightsHash: String? { reports.first?.weightsHash }
}
