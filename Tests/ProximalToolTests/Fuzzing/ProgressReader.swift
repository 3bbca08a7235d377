import Proximal
@testable import TrainingFiles

/// `proximal doctor`: a log and what the doctor says of it.
func read(_ bytes: [UInt8]) {
  do {
    let lines = try LogText.lines(of: bytes, path: "progress.csv")
    guard let table = try ProgressTable(lines: lines, path: "progress.csv") else { return }
    // Known settings, with everything that they can be blamed for.
    var blamed = PPOSettings()
    (blamed.bootstrapsTruncated, blamed.minibatchCount) = (false, blamed.batchSize)
    (blamed.valueCoefficient, blamed.discount, blamed.targetKL) = (0, 0, 1e-6)
    let settings =
      bytes.count.isMultiple(of: 2)
      ? LoggedSettings.unknown("it is not there") : .known(blamed, environment: "CartPole-v1")
    precondition(!HealthReport(of: table, named: "run", settings: settings).description.isEmpty)
  } catch {
    checkMessage("\(error)")
  }
}

/// Runs in which returns rise, stand still and diverge.
func seeds(from paths: [String]) -> [[UInt8]] {
  [(0, 1.0), (3, 2.0), (12, 0.0), (40, 30.0)].map { count, growth in
    let rows = (0..<count).map { i in
      Metric.allCases.enumerated().map { place, column in
        switch column {
        case .iteration: "\(i + 1)"
        case .steps: "\(512 * (i + 1))"
        case .standardDeviation: ""
        default: "\(Double(place) / 10 + growth * Double(i % 7))"
        }
      }.joined(separator: ",") + "\n"
    }
    return Array((ProgressRow.header + rows.joined()).utf8)
  }
}

/// Another text in a cell, or a line that is missing or stands twice.
func mutated(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8]? {
  let text = String(decoding: bytes, as: UTF8.self)
  var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  let index = dice.roll(lines.count)
  switch dice.roll(8) {
  case 0: lines.remove(at: index)
  case 1: lines.insert(lines[index], at: index)
  default:
    var cells = lines[index].split(separator: ",", omittingEmptySubsequences: false)
    let words: [Substring] = [
      "", "0", "-0", "-1", "nan", "inf", "-inf", "1e308", "-1e308", "5e-324", "1e-300", "0x1p3",
      "9007199254740993", "9007199254740992", "9.3e18", "1e19", "0.5", "x", "\u{e9}",
    ]
    if cells.isEmpty { cells = [""] }
    let cell = dice.roll(cells.count)
    // A column has trouble in many rows or in one.
    let word = words[dice.roll(words.count)]
    guard dice.roll(3) == 0 else {
      cells[cell] = word
      lines[index] = cells.joined(separator: ",")
      break
    }
    for i in lines.indices.dropFirst() {
      var cells = lines[i].split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count > cell else { continue }
      cells[cell] = word
      lines[i] = cells.joined(separator: ",")
    }
  }
  return Array(lines.joined(separator: "\n").utf8)
}
