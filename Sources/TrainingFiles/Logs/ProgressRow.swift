/// One line of `progress.csv`: numbers of some of the metrics.
public typealias ProgressRow = [Metric: Double]

extension ProgressRow {
  /// The first line of the file.
  package static var header: String {
    Metric.allCases.map(\.rawValue).joined(separator: ",") + "\n"
  }

  /// What a report says.
  init(_ report: IterationReport) {
    self.init(minimumCapacity: Metric.allCases.count)
    for metric in Metric.allCases { self[metric] = metric.definition.read(report) }
  }

  /// The line: numbers read back to the bit, nothing where there is none.
  var line: String {
    let cells = Metric.allCases.map { metric in
      guard let number = self[metric] else { return "" }
      if number.isNaN { return "nan" }
      return Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }
    return cells.joined(separator: ",") + "\n"
  }
}

extension [Double] {
  /// Nil of none.
  package var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
