import ArgumentParser
import Notebook
import Proximal

/// What is trained, for how long, and from which seed.
struct RunOptions: SettingGroup {
  @Option(.steps) var steps: Int?
  @Option(.seed) var seed: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Train from N seeds, S … S+N−1 with S from --seed, as many at a time as there are --cores; each \
      run is to the bit what it would be alone, and has its seed in the names of its files.
      """, valueName: "N"),
    transform: wholeNumber(atLeast: 1, atMost: 10_000))
  var seeds: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Cores that share the work, at most as many as there are; the result is the same to the bit \
      (default: 1).
      """,
      valueName: "N"), transform: wholeNumber(atLeast: 1, atMost: 1024))
  var cores: Int = 1

  /// The cores that there are for it. More threads than cores would only wait for each other.
  var availableCores: Int { min(cores, Workers.processorCount) }

  @Option(
    help: ArgumentHelp(
      """
      Read settings from this file: lines of key = value, where keys are the names of options and \
      flags are yes or no. Options that are given besides win.
      """, valueName: "file"),
    transform: nonEmpty)
  var config: String?

  static let choices: [Choice<Self>] = [Choice(.steps, \.steps), Choice(.seed, \.seed)]
}

extension Setting where Value == String {
  /// The only setting that is an argument and no option.
  static var environment: Self {
    Self(
      "environment", field: \.environment, form: .oneOf(Worlds.ids),
      "What is trained, by Gymnasium's name")
  }
}

extension Setting where Value == Int {
  static var steps: Self {
    Self(
      "steps", "total-timesteps", field: \.steps,
      form: .wholeNumber(from: 1, to: 1_000_000_000_000),
      "Environment steps; what is left over after the last whole rollout is not taken")
  }
  static var seed: Self {
    Self(
      "seed", field: \.seed, form: .wholeNumber(from: 0, to: 1_000_000_000_000),
      "Fixes every number of the run")
  }
}
