import Notebook
import TrainingFiles

/// The numbers of a run as the doctor looks at them.
struct RunHistory {
  /// The rows before the first that holds a number which is not finite.
  let rows: [ProgressRow]
  /// The iteration of that row, and which of its columns are not finite.
  let firstFault: (iteration: Int, columns: [Metric])?

  /// Columns whose numbers are finite in every run that is well. (Where all returns are alike nothing
  /// is to be explained, and an earlier version had no number for that.)
  private static let finiteColumns = Metric.allCases.filter { $0 != .explainedVariance }

  init(_ table: ProgressTable) {
    let faulty = table.rows.firstIndex { !Self.faults(in: $0).isEmpty }
    rows = Array(table.rows[..<(faulty ?? table.rows.count)])
    firstFault = faulty.map { (table.rows[$0].number, Self.faults(in: table.rows[$0])) }
  }

  private static func faults(in row: ProgressRow) -> [Metric] {
    finiteColumns.filter { row[$0].map { !$0.isFinite } ?? false }
  }

  /// The rows whose learning rate is at least half of the largest: once it has fallen, small
  /// updates say nothing.
  var busyRows: [ProgressRow] {
    let largest = rows.values(.learningRate).max() ?? 0
    return rows.filter { ($0[.learningRate] ?? 0) >= largest / 2 }
  }
  /// The first three rows: what the run began with.
  var firstRows: [ProgressRow] { Array(rows.prefix(3)) }
  /// The last fifth of the run.
  var lateRows: [ProgressRow] { Array(rows.suffix(max(rows.count / 5, 3))) }
}

extension ProgressRow {
  /// The iteration.
  var number: Int { Int(exactly: self[.iteration] ?? 0) ?? 0 }
}

extension [ProgressRow] {
  /// A column's finite numbers.
  func values(_ column: Metric) -> [Double] { compactMap { $0[column] }.filter(\.isFinite) }

  /// The share of rows in which a column's number is as asked.
  func share(_ column: Metric, _ isSo: (Double) -> Bool) -> Double {
    let values = values(column)
    return values.isEmpty ? 0 : Double(values.count(where: isSo)) / Double(values.count)
  }
}

extension [Double] {
  /// The middle number; nil of none.
  var median: Double? { isEmpty ? nil : Notebook.median(self) }

  /// With n − 1; 0 of fewer than two numbers.
  var variance: Double {
    guard count > 1, let mean else { return 0 }
    return reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
  }
}
