import ArgumentParser
import Foundation
import Notebook
import Proximal

/// `bench environments`: steps a second with random actions, beside what Python offers.
struct BenchEnvironments: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "environments",
    abstract: "Measure the environments, beside their peers in Python.",
    discussion: """
      Steps a second on one thread with random actions, observations included, for batches of 1, 4, \
      64 and 1024; the median of several rounds in which everyone takes a turn. With --python, \
      peers that this Python has are measured too, and the last column is the ratio to the fastest \
      of them.
      """)

  @Option(help: "A Python with gymnasium, minigrid, envpool, gymnax or navix; may be given twice.")
  var python: [String] = []

  @Option(
    parsing: .unconditional, help: "Rounds (default: 3).",
    transform: wholeNumber(atLeast: 1, atMost: 100))
  var rounds: Int = 3

  @Option(help: "The script that measures a peer (default: Benchmarks/environments.py).")
  var script = "Benchmarks/environments.py"

  @Flag(help: "Write the table into Benchmarks/results.md.")
  var write = false

  func run() throws {
    let header = ["environment", "batch", "ours"] + Peer.allCases.map(\.rawValue) + ["ratio"]
    let rows = BenchedWorld.allCases.flatMap { world in
      [1, 4, 64, 1024].map { row(world, batch: $0) }
    }
    let heading =
      "Millions of steps a second, one thread, \(inRounds(rounds))"
    var table = Table(header)
    for row in rows { table.add(row) }
    print("\(heading)\n\n\(table)")
    guard write else { return }
    CommittedResults.write(
      "## Environments\n\n\(Machine.summary). \(heading).\n\n\(markdownTable(header, rows, numbersRight: true))",
      as: "environments", in: CommittedResults.file)
  }

  /// One environment at one batch size: everyone in turn, round after round.
  private func row(_ world: BenchedWorld, batch: Int) -> [String] {
    var ours: [Double] = []
    var theirs: [Peer: [Double]] = [:]
    for _ in 0..<rounds {
      ours.append(world.rate(batch: batch))
      for peer in Peer.allCases {
        if let rate = rate(of: peer, in: world, batch: batch) {
          theirs[peer, default: []].append(rate)
        }
      }
    }
    let medians = theirs.mapValues(median)
    let best = medians.values.max()
    return [world.id, "\(batch)", millions(median(ours))]
      + Peer.allCases.map { medians[$0].map(millions) ?? "–" }
      + [best.map { rounded(median(ours) / $0, 1) } ?? "–"]
  }

  /// What the first Python that has this peer makes; nil when none does.
  private func rate(of peer: Peer, in world: BenchedWorld, batch: Int) -> Double? {
    for python in python {
      let command = [python, script, world.id, "\(batch)", "0.5", peer.rawValue]
      let last = MeasuredProcess.run(command)?.output.split(separator: "\n").last ?? ""
      if let rate = Double(last) { return rate }
    }
    return nil
  }

  private func millions(_ rate: Double) -> String { rounded(rate / 1e6, rate < 1e6 ? 3 : 2) }
}

/// Whom the script knows.
private enum Peer: String, CaseIterable {
  case gymnasium = "Gymnasium"
  case envPool = "EnvPool"
  case gymnax, navix
  case navixView = "navix-view"
}

/// What is measured.
private enum BenchedWorld: CaseIterable {
  case cartPole, pendulum, miniGrid

  var id: String {
    switch self {
    case .cartPole: "CartPole-v1"
    case .pendulum: "Pendulum-v1"
    case .miniGrid: "MiniGrid-Empty-8x8-v0"
    }
  }

  func rate(batch: Int) -> Double {
    switch self {
    case .cartPole: stepRate(CartPole(), batch: batch) { Int($0 >> 63) }
    case .pendulum:
      stepRate(Pendulum(), batch: batch) { Float(Int64(bitPattern: $0)) * 0x1p-62 }
    case .miniGrid:
      stepRate(MiniGrid(EmptyRoom(size: 8)), batch: batch) {
        Int(($0 >> 32) &* 7 >> 32)
      }
    }
  }
}

/// Environment steps a second, random actions and observations included.
private func stepRate<World: Environment>(
  _ world: World, batch: Int, action: (UInt64) -> World.Action.Element
) -> Double {
  var environments = VectorEnvironment(repeating: world, count: batch)
  environments.reset(seed: 1)
  var generator = PCG64(seed: 1)
  var actions = (0..<batch).map { _ in action(generator.next()) }
  let clock = ContinuousClock()
  let started = clock.now
  var steps = 0
  while true {
    for _ in 0..<max(1, 100_000 / batch) {
      for n in 0..<batch { actions[n] = action(generator.next()) }
      environments.step(actions)
      steps += batch
    }
    let seconds = (clock.now - started) / .seconds(1)
    if seconds > 0.3 { return Double(steps) / seconds }
  }
}
