import ArgumentParser
import Figures
import Notebook

/// `bench scaling`: what a training's speed and memory do as the work grows.
struct BenchScaling: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scaling",
    abstract: "Time training against width, environments and minibatches; and its memory.",
    discussion: """
      Steps a second of CartPole-v1 against hidden width 16 … 512, environments 1 … 1024 and rows \
      of a minibatch 32 … 4096, on one core and on two, and the peak resident set of longer and \
      longer runs. The figure goes to Benchmarks.
      """)

  @OptionGroup var rounds: BenchRounds

  @Option(
    help: ArgumentHelp("The folder that the figure goes to.", valueName: "DIR"),
    transform: nonEmptyPath)
  var figures = "Benchmarks"

  func run() throws {
    Interruption.prepare()
    let curves = ScalingSeries.all.flatMap { series in
      coreCounts.map { ScalingCurve(series, cores: $0) }
    }
    let measured = measure(curves)
    let memory = (rounds.quick ? [20_000, 200_000] : [100_000, 1_000_000, 4_000_000])
      .map { MemoryAtLength(steps: $0, bytes: Self.peakBytes(steps: $0)) }
    Console.write(ScalingTables.text(measured, memory) + "\n", to: .output)
    do {
      try ScalingFigure.figure(of: measured).draw(named: "scaling", in: figures)
    } catch {
      Console.fail("\(error)")
    }
    guard rounds.write else { return }
    let heading = "\(Machine.summary); \(inRounds(rounds.count))."
    CommittedResults.write(
      ScalingTables.section(measured, memory, heading: heading), as: "scaling",
      in: CommittedResults.file)
  }

  private var coreCounts: [Int] { Machine.coreCount > 1 ? [1, 2] : [1] }

  /// All points in turn, round after round, so that a slow minute touches every curve.
  private func measure(_ curves: [ScalingCurve]) -> [ScalingCurve] {
    var curves = curves
    let target = rounds.quick ? 0.1 : 0.4
    for round in 1...rounds.count {
      Console.write("scaling, round \(round) of \(rounds.count)\n", to: .error)
      for index in curves.indices { curves[index].addRound(secondsEach: target) }
    }
    return curves
  }

  private static func peakBytes(steps: Int) -> Int? {
    let arguments = ["train", "CartPole-v1", "--steps", "\(steps)", "--json"]
    return TrainingComparison.train(arguments, cores: [0]).process.peakBytes
  }
}

/// The rates along one series on a number of cores.
struct ScalingCurve {
  let series: ScalingSeries
  let cores: Int
  /// Steps a second at each of the series' values, a round each.
  private var rates: [[Double]]

  init(_ series: ScalingSeries, cores: Int) {
    (self.series, self.cores) = (series, cores)
    rates = series.values.map { _ in [] }
  }

  var medianRates: [Double] { rates.map(median) }

  mutating func addRound(secondsEach target: Double) {
    // The first value's cost is unknown; every other is near its neighbour's.
    var guess = rates[0].last ?? 100_000
    for (index, value) in series.values.enumerated() {
      guess = rates[index].last ?? guess
      let arguments = series.arguments(at: value, steps: Int(target * guess), cores: cores)
      guess = TrainingComparison.train(arguments, cores: Array(0..<cores)).report.rate
      rates[index].append(guess)
    }
  }
}

/// The peak of the resident set of a run of so many steps.
struct MemoryAtLength: Equatable {
  var steps: Int
  var bytes: Int?
}
