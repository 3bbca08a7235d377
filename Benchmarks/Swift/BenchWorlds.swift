import ArgumentParser
import Foundation
import Notebook
import Proximal
import TrainingFiles

/// `bench worlds`: does every world learn with its defaults?
struct BenchWorlds: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worlds",
    abstract: "Train every world with its defaults, from several seeds.",
    discussion: """
      Each world is trained by `proximal train` without options, and the table says what 100 episodes \
      afterwards returned. A seed solves a world when that is 0.9 of the best return there is: 500 in \
      CartPole; in MiniGrid what the shortest way earns, averaged over 200 starts, or, where obstacles \
      move, what backward induction over the whole room gives; in Pendulum −200, the line of chapter 9; \
      in Gymnasium's Hopper, where nobody knows the best, 1500. Hopper takes a million steps from each of \
      three seeds, and is left out with a word where no Python that can play it is given.
      """)

  /// Those that need a Python.
  static let gymnasium = ["gymnasium:Hopper-v5"]
  static let ids = ["CartPole-v1", "Pendulum-v1"] + MiniGridWorlds.ids + gymnasium

  @Argument(
    help: ArgumentHelp("Which worlds (default: all).", valueName: "environment"),
    transform: { text in
      guard BenchWorlds.ids.contains(text) else {
        throw ValidationError("one of \(BenchWorlds.ids.joined(separator: ", ")) is allowed")
      }
      return text
    })
  var environments: [String] = BenchWorlds.ids

  @Option(
    parsing: .unconditional, help: "The first seed (default: 101).",
    transform: wholeNumber(atLeast: 0))
  var seed: Int = 101

  @Option(
    parsing: .unconditional, help: "How many seeds (default: 10; of Gymnasium's worlds, 3).",
    transform: wholeNumber(atLeast: 1, atMost: 1000))
  var seeds: Int?

  @Option(
    parsing: .unconditional, help: "Steps of each training (default: those of the world).",
    transform: wholeNumber(atLeast: 1))
  var steps: Int?

  @Option(help: "A Python with gymnasium and mujoco (default: none).")
  var python: String?

  @Option(
    parsing: .unconditional, help: "How many seeds are trained at a time (default: 1).",
    transform: wholeNumber(atLeast: 1, atMost: 1024))
  var cores: Int = 1

  @Flag(help: "Fail where fewer than nine seeds of ten solve a world.")
  var check = false

  @Flag(help: "Write the rows into Benchmarks/results-worlds.md and README.md.")
  var write = false

  func run() throws {
    Interruption.prepare()
    var unsolved: [String] = []
    for environment in environments {
      if let reason = reasonToLeaveOut(environment) {
        Console.write("\(environment) is left out: \(reason)\n", to: .error)
        continue
      }
      Console.write("\(environment)\n", to: .error)
      let result = result(of: environment)
      Console.write(
        zip(WorldResult.header, result.row).map { "\($0): \($1)" }.joined(separator: "  ") + "\n",
        to: .output)
      if !result.isSolved { unsolved.append(environment) }
      // World by world, so that what is finished is kept.
      if write { WorldTable.write(result) }
    }
    guard check, !unsolved.isEmpty else { return }
    Console.fail("fewer than nine seeds of ten solve \(unsolved.joined(separator: ", "))")
  }

  /// Why a world is not trained, if it is not.
  func reasonToLeaveOut(_ environment: String) -> String? {
    guard Self.gymnasium.contains(environment) else { return nil }
    guard let python else { return "no Python is given; `make gymnasium` makes one" }
    guard PeerPythons.plays(python) else { return "\(python) has no gymnasium, or no mujoco" }
    return nil
  }

  func seeds(of environment: String) -> Int {
    seeds ?? (Self.gymnasium.contains(environment) ? 3 : 10)
  }

  func command(for environment: String) -> [String] {
    [
      "\(TrainingComparison.folder)/proximal", "train", environment, "--seed", "\(seed)", "--seeds",
      "\(seeds(of: environment))", "--cores", "\(cores)", "--json",
    ] + (steps.map { ["--steps", "\($0)"] } ?? [])
      + (Self.gymnasium.contains(environment) ? ["--python", python ?? "python3"] : [])
  }

  /// Trains a world from all seeds.
  private func result(of environment: String) -> WorldResult {
    let (command, seeds) = (command(for: environment), seeds(of: environment))
    let before = Self.childrenSeconds
    guard let process = MeasuredProcess.run(command), process.exitCode == 0 else {
      Console.fail("\(command.joined(separator: " ")) failed")
    }
    let seconds = Self.childrenSeconds - before
    let reports = process.output.split(separator: "\n").compactMap {
      TrainingReport(printed: String($0))
    }
    let returns = reports.compactMap(\.finalReturn)
    let weights = reports.compactMap(\.weightsHash)
    guard returns.count == seeds, weights.count == seeds else {
      Console.fail("\(command.joined(separator: " ")) made \(returns.count) results of \(seeds)")
    }
    return WorldResult(
      environment: environment, steps: reports[0].steps, returns: returns, weights: weights,
      seconds: seconds / Double(seeds), seed: seed, machine: Machine.dateAndProcessor,
      bestReturn: BestReturn.of(environment)?.value)
  }

  /// What this process's children have taken of processors so far. Other work on the machine does not
  /// lengthen it, as it does the time on the clock.
  private static var childrenSeconds: Double {
    #if canImport(Darwin)
      let children = RUSAGE_CHILDREN
    #else
      let children = RUSAGE_CHILDREN.rawValue
    #endif
    var usage = rusage()
    guard getrusage(children, &usage) == 0 else { return .nan }
    let times = [usage.ru_utime, usage.ru_stime]
    return times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
  }
}

/// The committed tables of `bench worlds`.
enum WorldTable {
  static let file = "Benchmarks/results-worlds.md"

  /// Puts a row in the place of the one that the world had.
  static func write(_ result: WorldResult) {
    let old = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    var rows = MarkdownRows.of(old, below: WorldResult.header)
    rows[result.environment] = result.row
    let ordered = BenchWorlds.ids.compactMap { rows[$0] }
    CommittedResults.write(
      markdownTable(WorldResult.header, ordered, numbersRight: true), as: "worlds", in: file)
    CommittedResults.write(summary(ordered), as: "worlds", in: CommittedResults.readme)
    writeAgent(of: result, below: old)
  }

  /// Puts the agent that is given away in the place of the one that the world had.
  private static func writeAgent(of result: WorldResult, below old: String) {
    var rows = MarkdownRows.of(old, below: MedianAgent.header)
    rows[result.environment] = result.medianAgent.row
    let ordered = BenchWorlds.ids.compactMap { rows[$0] }
    CommittedResults.write(markdownTable(MedianAgent.header, ordered), as: "agents", in: file)
  }

  /// What the README shows: the first six columns.
  static func summary(_ rows: [[String]]) -> String {
    let columns = [0, 1, 2, 4, 5, 6]
    func pick(_ row: [String]) -> [String] { columns.map { row[$0] } }
    return markdownTable(pick(WorldResult.header), rows.map(pick), numbersRight: true)
  }
}
