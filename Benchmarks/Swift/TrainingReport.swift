import Foundation

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
      let printed = try? JSONDecoder().decode(Printed.self, from: Data(line.utf8)),
      printed.steps > 0, printed.seconds > 0
    else { return nil }
    (steps, seconds) = (printed.steps, printed.seconds)
    finalReturn = printed.peerReturn ?? printed.ownReturn
    weightsHash = printed.weightsHash
  }

  /// The line's fields that count.
  private struct Printed: Decodable {
    var steps: Int
    var seconds: Double
    var ownReturn: Double?
    var peerReturn: Double?
    var weightsHash: String?

    enum CodingKeys: String, CodingKey {
      case steps, seconds, weightsHash
      case ownReturn = "finalReturn"
      case peerReturn = "final_return"
    }
  }

  /// Why a peer did not train: what follows `skipped: ` in its last line.
  static func reasonForSkipping(printed text: String) -> String {
    let line = text.split(separator: "\n").last.map(String.init) ?? ""
    return line.hasPrefix("skipped: ") ? String(line.dropFirst(9)) : "it printed no result"
  }
}
