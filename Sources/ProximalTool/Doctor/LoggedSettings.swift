import Proximal

/// What a log says of the settings of its run.
enum LoggedSettings: Equatable, Sendable {
  case known(PPOSettings, environment: String)
  /// Nothing, and why.
  case unknown(String)

  var settings: PPOSettings? { if case .known(let settings, _) = self { settings } else { nil } }
  var environment: String? { if case .known(_, let name) = self { name } else { nil } }
}
