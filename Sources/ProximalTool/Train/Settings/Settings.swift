/// All settings of a training.
enum Settings {
  /// By their groups, in the order of help and of configuration files.
  static let groups: [(title: String, settings: [any AnySetting])] = [
    ("Run", [Setting.environment] + RunOptions.choices.map(\.setting)),
    ("Rollout", RolloutOptions.choices.map(\.setting)),
    ("Objective", ObjectiveOptions.choices.map(\.setting)),
    ("Optimisation", OptimisationOptions.choices.map(\.setting)),
    ("Networks", NetworkOptions.choices.map(\.setting)),
  ]

  static let all = groups.flatMap(\.settings)
}
