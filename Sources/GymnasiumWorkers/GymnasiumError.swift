import Files

/// Why an environment of Gymnasium cannot be played, or no longer.
public struct GymnasiumError: Error, Equatable, CustomStringConvertible {
  /// What went wrong.
  public enum Fault: Equatable, Sendable {
    /// Python did not start; the system's words.
    case unstartable(python: String, reason: String)
    /// What Python has to say: a package or an environment that is not there, actions that a policy
    /// cannot give, an exception in a step.
    case refused(String)
    /// The worker is no more: `was ended by signal 9 (Killed)`.
    case ended(String)
    /// No answer within these seconds.
    case silent(seconds: Int)
    /// What came is no answer.
    case nonsense(String)
  }

  /// Gymnasium's name of the environment.
  public var environment: String
  /// What went wrong.
  public var fault: Fault

  /// An error from its parts.
  public init(environment: String, _ fault: Fault) {
    (self.environment, self.fault) = (environment, fault)
  }

  /// One line.
  public var description: String { "gymnasium:\(environment.oneLine): \(reason.oneLine)" }

  private var reason: String {
    switch fault {
    case .unstartable(let python, let reason): "\(python) cannot be started: \(reason)"
    case .refused(let words): words
    case .ended(let how): "its worker \(how)"
    case .silent(let seconds):
      "its worker gave no answer within \(seconds) seconds, and has been ended"
    case .nonsense(let what): "its worker does not speak as it should: \(what)"
    }
  }
}
