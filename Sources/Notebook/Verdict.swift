/// How a claim of the sources came out of its trial.
public enum Verdict: String, Codable, Equatable, Sendable {
  case right
  /// True under a condition, or in a part, that the claim leaves out.
  case partly
  case wrong

  /// The verdict in words, as it stands in the book.
  package var words: String {
    switch self {
    case .right: "Right"
    case .partly: "Right in part"
    case .wrong: "Wrong"
    }
  }
}
