import ArgumentParser
import Foundation
import Notebook

/// `bench training`: whole trainings, beside what Python offers in the same settings.
struct BenchTraining: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract: "Time whole trainings, beside their peers in Python.",
    discussion: """
      CartPole, MiniGrid and Pendulum with PPO in one configuration for everybody, and Gymnasium's \
      Hopper, which is played in processes of Python whoever trains. Each contender is a process of its \
      own; all take a turn on the same core, round after round, and the table has medians and ratios. \
      Without --python only our own rows are made, and none of Hopper.
      """)

  @OptionGroup var rounds: BenchRounds

  @Option(help: "A Python with stable_baselines3, sbx-rl, jax or envpool; may be given twice.")
  var python: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Steps of each training, or of each environment's own number the fewer.", valueName: "N"),
    transform: wholeNumber(atLeast: 4096))
  var steps: Int?

  @Option(help: "The script that a peer runs (default: Benchmarks/training.py).")
  var script = "Benchmarks/training.py"

  /// A quarter of the steps, so that a look takes minutes.
  var trainings: [BenchedTraining] {
    BenchedTraining.all.map { training in
      let most = rounds.quick ? training.steps / 4 : training.steps
      return training.shortened(to: min(steps ?? most, most))
    }
  }

  func run() throws {
    Interruption.prepare()
    let pythons = PeerPythons(paths: python, script: script)
    var comparisons: [TrainingComparison] = []
    for var training in trainings {
      if training.isGymnasiums {
        training.python = pythons.player
        guard training.python != nil else {
          Console.write(
            "\(training.environment) is left out: no Python with gymnasium and mujoco was given\n",
            to: .error)
          continue
        }
      }
      var comparison = TrainingComparison(training)
      for round in 1...rounds.count {
        Console.write(
          "\(training.environment), round \(round) of \(rounds.count)\n", to: .error)
        comparison.addRound(pythons)
      }
      comparison.measureStart()
      Console.write(comparison.text + "\n\n", to: .output)
      comparisons.append(comparison)
    }
    guard rounds.write else { return }
    let heading = "\(Machine.summary); \(inRounds(rounds.count))."
    let versions = pythons.versions
    CommittedResults.write(
      TrainingTables.section(comparisons, heading: heading, versions: versions),
      as: "training", in: CommittedResults.file)
    CommittedResults.write(
      TrainingTables.summary(comparisons, heading: heading), as: "training",
      in: CommittedResults.readme)
  }
}

/// How often a benchmark measures, and where its results go.
struct BenchRounds: ParsableArguments {
  @Option(
    name: .customLong("rounds"), parsing: .unconditional,
    help: "Rounds in which everything is measured once (default: 3, with --quick 1).",
    transform: wholeNumber(atLeast: 1, atMost: 100))
  var asked: Int?

  @Flag(help: "Fewer steps and one round: a first look.")
  var quick = false

  @Flag(help: "Write the results into Benchmarks/results.md and what shows them.")
  var write = false

  var count: Int { asked ?? (quick ? 1 : 3) }
}
