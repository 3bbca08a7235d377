import Files

/// A number that the line of a running training tells besides its return.
public struct ProgressNote: Sendable, Equatable {
  let name: String
  let value: Double
  let decimals: Int?
  let unit: String

  /// - Parameters:
  ///   - name: short: `KL`.
  ///   - decimals: how many; nil writes two significant digits, however small the number is.
  ///   - unit: stands behind the number.
  public init(_ name: String, _ value: Double, decimals: Int?, unit: String = "") {
    (self.name, self.value, self.decimals, self.unit) = (name, value, decimals, unit)
  }

  /// Made when the line is drawn, ten times a second, and not with every note.
  var text: String {
    let number = decimals.map { rounded(value, $0) } ?? brief(value, digits: 2)
    return "\(name) \(number)\(unit)"
  }
}

/// The line that tells how far a training has come.
struct ProgressLine: Sendable {
  var label: String
  var totalSteps: Int
  /// Taken so far.
  var steps = 0
  /// Of these, the steps that an earlier process took.
  var skippedSteps = 0
  /// Since the start of this process.
  var seconds = 0.0
  var latestReturn: Double?
  var notes: [ProgressNote] = []

  /// Steps of this process in a second.
  var rate: Double { Double(steps - skippedSteps) / max(seconds, 1e-9) }

  /// Seconds until the end, if it goes on as it went; nil before the first step and after the last.
  var secondsLeft: Double? {
    rate > 0 && steps < totalSteps ? Double(totalSteps - steps) / rate : nil
  }

  /// For a pipe or a file.
  var text: String { ([label, count] + figures).joined(separator: "  ") }

  /// With a bar, and no longer than a terminal's line, so that it never wraps: where there is little
  /// room the steps become a percentage, then the label goes, then the bar, and then the end.
  func text(columns: Int) -> String {
    for (label, count, least) in [(label, count, 8), (label, percentage, 8), ("", percentage, 4)] {
      let start = label.isEmpty ? "" : label + " "
      let end = " " + ([count] + figures).joined(separator: "  ")
      // A character in the last column would wrap in some terminals.
      let room = columns - 1 - start.count - end.count
      if room >= least { return start + bar(width: min(room, 24)) + end }
    }
    return String(([percentage] + figures).joined(separator: "  ").prefix(max(columns - 1, 0)))
  }

  private var count: String { "\(grouped(steps)) of \(counted(totalSteps, "step", grouped))" }
  private var percentage: String { "\(steps * 100 / max(totalSteps, 1))%" }

  private var figures: [String] {
    var figures: [String] = []
    if let latestReturn { figures.append("return \(roundedReturn(latestReturn))") }
    figures += notes.map(\.text)
    figures.append("\(grouped(Int(rate)))/s")
    if let secondsLeft { figures.append("\(duration(secondsLeft)) left") }
    return figures
  }

  private func bar(width: Int) -> String {
    let full = min(width, steps * width / max(totalSteps, 1))
    return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
  }
}

/// `8 s`, `3 min 20 s`, `2 h 5 min`.
func duration(_ seconds: Double) -> String {
  let seconds = Int(min(seconds.rounded(.up), 1e9))
  switch seconds {
  case ..<60: return "\(seconds) s"
  case ..<3600: return "\(seconds / 60) min \(seconds % 60) s"
  default: return "\(seconds / 3600) h \(seconds / 60 % 60) min"
  }
}
