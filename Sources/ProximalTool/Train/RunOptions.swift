import ArgumentParser
import Notebook
import Proximal

/// Where settings come from, and who does the work. Weights depend on neither.
struct RunOptions: ParsableArguments {
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
}
