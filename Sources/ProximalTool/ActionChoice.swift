/// Which action an agent takes of those that its policy allows.
enum ActionChoice {
  /// The mode: the mean, where the policy is a Gaussian.
  case mostProbable
  case drawn

  /// What stands beside a return that came of it.
  var words: String {
    switch self {
    case .mostProbable: "each action the most probable one"
    case .drawn: "each action drawn from the policy"
    }
  }
}
