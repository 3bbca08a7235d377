import Foundation
import Notebook
import TrainingFiles

/// What the doctor says about a run.
struct HealthReport: CustomStringConvertible {
  private let name: String
  private let diagnosis: Diagnosis
  private let rowCount: Int

  private let settings: LoggedSettings

  init(of table: ProgressTable, named name: String, settings: LoggedSettings) {
    (self.name, self.settings) = (name, settings)
    diagnosis = Diagnosis(of: table, settings: settings)
    rowCount = table.rows.count
  }

  var description: String {
    guard rowCount > 0 else { return "\(name): no iteration has been logged yet\n" }
    let findings = diagnosis.findings.enumerated().map { text(of: $1, number: $0 + 1) }
    return ([summary] + findings + [verdict] + unknowns).joined(separator: "\n\n") + "\n"
  }

  private var verdict: String {
    switch diagnosis.findings.count {
    case 0 where diagnosis.trend == nil:
      "Nothing alarming, but too short to judge: the returns need "
        + "\(ReturnTrend.fewest) iterations in which an episode ends."
    case 0: "Nothing alarming."
    case 1: "1 finding."
    case let count: "\(count) findings, the gravest first."
    }
  }

  /// What could not be looked at.
  private var unknowns: [String] {
    var lines: [String] = []
    if case .unknown(let reason) = settings {
      lines.append(
        wrapped(
          "What was set is not known: \(reason). An option that is named above may have been given "
            + "already; time limits, minibatches, the length of gradients and what a good return is "
            + "were not judged.", width: 80, indent: 0))
    }
    if diagnosis.history.rows.values(.truncatedFraction).isEmpty {
      lines.append("The log does not say which episodes a time limit cut off.")
    }
    return lines
  }

  // MARK: The main numbers

  private var summary: String {
    let rows = diagnosis.history.rows
    guard let last = rows.last else { return "\(name): \(rowCount) iterations" }
    let late = diagnosis.history.lateRows
    var table = Table("", "beginning", "end")
    for column in Self.mainNumbers {
      guard let first = diagnosis.history.firstRows.values(column).median,
        let end = late.values(column).median
      else { continue }
      table.add(column.definition.label, brief(first), brief(end))
    }
    let steps = "\(count(last, .steps)) of \(count(last, .totalSteps)) steps"
    let iterations = "\(count(last, .iteration)) of \(count(last, .iterationCount)) iterations"
    let head = "\(name): \(iterations), \(steps), \(count(last, .episodesSoFar)) episodes"
    let foot =
      "Medians of the first \(diagnosis.history.firstRows.count) and of the last \(late.count) "
      + "iterations."
    return "\(head)\n\n\(table)\n\n\(foot)"
  }

  private static let mainNumbers: [Metric] = [
    .meanReturn, .meanLength, .truncatedFraction, .approximateKL, .clipFraction, .entropy,
    .standardDeviation, .explainedVariance, .valueLoss, .gradientNorm,
  ]

  private func count(_ row: ProgressRow, _ column: Metric) -> String {
    Int(exactly: row[column] ?? 0).map(grouped) ?? "?"
  }

  // MARK: A finding

  private func text(of finding: Finding, number: Int) -> String {
    let reading =
      "chapter \(finding.reading.chapter) of book.md, “\(finding.reading.title)”"
    let parts = [
      ("Seen", finding.evidence), ("Usually", finding.cause), ("Try", finding.remedy),
      ("Read", reading),
    ]
    let lines = parts.map { label, text in
      "   " + label.padding(toLength: 9, withPad: " ", startingAt: 0)
        + wrapped(text, width: 80, indent: 12)
    }
    return (["\(number). \(finding.trouble.rawValue)"] + lines).joined(separator: "\n")
  }
}

/// `text` with a line break wherever a line would be longer than `width`; the following lines are
/// indented.
func wrapped(_ text: String, width: Int, indent: Int) -> String {
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let last = lines.last, last.count + word.count < width {
      lines[lines.count - 1] = "\(last) \(word)"
    } else {
      lines.append(String(word))
    }
  }
  return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
}
