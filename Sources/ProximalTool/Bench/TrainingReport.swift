import Files

/// What a timed training says of itself in one line of JSON: `proximal train --json`, or a peer.
struct TrainingReport: Equatable {
  var steps: Int
  /// Of the training alone.
  var seconds: Double
  var finalReturn: Double?
  /// Ours alone have one.
  var weightsHash: String?

  /// Steps a second of the training alone.
  var rate: Double { Double(steps) / seconds }

  /// Reads the last line of what a training printed; nil where it is no such report.
  init?(printed text: String) {
    guard let line = text.split(separator: "\n").last,
      case .object(let members)? = try? JSONValue(parsing: Array(line.utf8)),
      let steps = members["steps"]?.number, let seconds = members["seconds"]?.number,
      steps > 0, seconds > 0
    else { return nil }
    (self.steps, self.seconds) = (Int(steps), seconds)
    finalReturn = members["final_return"]?.number ?? members["finalReturn"]?.number
    if case .text(let hash)? = members["weightsHash"] { weightsHash = hash }
  }

  /// Why a peer did not train: what follows `skipped: ` in its last line.
  static func reasonForSkipping(printed text: String) -> String {
    let line = text.split(separator: "\n").last.map(String.init) ?? ""
    return line.hasPrefix("skipped: ") ? String(line.dropFirst(9)) : "it printed no result"
  }
}

extension [JSONValue.Member] {
  fileprivate subscript(name: String) -> JSONValue? { first { $0.name == name }?.value }
}

extension JSONValue {
  fileprivate var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .real(let number): number
    default: nil
    }
  }
}
