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
      move, what backward induction over the whole room gives; in Pendulum −200, the line of chapter 8.
      """)

  static let ids = ["CartPole-v1", "Pendulum-v1"] + MiniGridWorlds.ids

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
    parsing: .unconditional, help: "How many seeds (default: 10).",
    transform: wholeNumber(atLeast: 1, atMost: 1000))
  var seeds: Int = 10

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

  /// Trains a world from all seeds.
  private func result(of environment: String) -> WorldResult {
    let command = [
      "\(TrainingComparison.folder)/proximal", "train", environment, "--seed", "\(seed)", "--seeds",
      "\(seeds)", "--cores", "\(cores)", "--json",
    ]
    let before = Self.childrenSeconds
    guard let process = MeasuredProcess.run(command), process.exitCode == 0 else {
      Console.fail("\(command.joined(separator: " ")) failed")
    }
    let seconds = Self.childrenSeconds - before
    let reports = process.output.split(separator: "\n").compactMap {
      TrainingReport(printed: String($0))
    }
    let returns = reports.compactMap(\.finalReturn)
    guard returns.count == seeds else {
      Console.fail("\(command.joined(separator: " ")) made \(returns.count) results of \(seeds)")
    }
    return WorldResult(
      environment: environment, steps: reports[0].steps, returns: returns,
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

/// The committed table of `bench worlds`.
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
  }

  /// What the README shows: the first six columns.
  static func summary(_ rows: [[String]]) -> String {
    let columns = [0, 1, 2, 4, 5, 6]
    func pick(_ row: [String]) -> [String] { columns.map { row[$0] } }
    return markdownTable(pick(WorldResult.header), rows.map(pick), numbersRight: true)
  }
}
