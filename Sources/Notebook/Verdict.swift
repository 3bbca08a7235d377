/// How a claim of the sources came out.
public enum Verdict: String, Codable, Equatable, Sendable {
  case right
  /// True under a condition, or in a part, that the claim leaves out.
  case partly
  case wrong
  /// Neither true nor false by what was tried: the evidence is too thin.
  case notShown

  /// The verdict in words, as it stands in the book.
  package var words: String {
    switch self {
    case .right: "Right"
    case .partly: "Right in part"
    case .wrong: "Wrong"
    case .notShown: "Not shown"
    }
  }
}

/// How a verdict was reached.
public enum Inquiry: String, Codable, Equatable, Sendable {
  /// By a computation or an experiment that could have come out otherwise.
  case trial
  /// By reading what the claim is about: its tests bear on what is said, and do not decide it.
  case lookup

  /// Behind the verdict's words, in the book and on the terminal.
  package var remark: String {
    switch self {
    case .trial: ""
    case .lookup: " (looked up, not tested)"
    }
  }
}
