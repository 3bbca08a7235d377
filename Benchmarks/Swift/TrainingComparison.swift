import Foundation
import Notebook

/// Everybody's trainings in one environment.
struct TrainingComparison {
  let training: BenchedTraining
  var ours = TrainingTimes()
  /// One run whose work two cores share.
  var onTwoCores = TrainingTimes()
  /// The peer that can use two cores as well, on both.
  var peerOnTwoCores = TrainingTimes()
  /// The sum of the rates of two runs side by side, for each round.
  var sideBySideRates: [Double] = []
  var peers: [TrainingPeer: TrainingTimes] = [:]
  var skipped: [TrainingPeer: String] = [:]
  /// Seconds from launch to exit of a run of one iteration.
  var firstIterationSeconds = Double.nan

  init(_ training: BenchedTraining) { self.training = training }

  /// Everyone in turn; a peer that could not run once is not asked again.
  mutating func addRound(_ pythons: PeerPythons) {
    ours.add(Self.train(training.arguments(steps: training.steps), cores: [0]))
    for peer in training.peers where skipped[peer] == nil {
      let steps = peer.steps(of: training)
      switch pythons.train(peer, in: training.environment, steps: steps, cores: [0]) {
      case .success((let report, let process)):
        peers[peer, default: TrainingTimes()].add((report, process))
      case .failure(let fault): skipped[peer] = fault.reason
      }
    }
    guard Machine.coreCount > 1 else { return }
    onTwoCores.add(
      Self.train(training.arguments(steps: training.steps, cores: 2), cores: [0, 1]))
    addPeerOnTwoCores(pythons)
    addSideBySide()
  }

  private mutating func addPeerOnTwoCores(_ pythons: PeerPythons) {
    let peer = TrainingPeer.subprocesses
    guard training.peers.contains(peer), skipped[peer] == nil,
      case .success((let report, let process)) = pythons.train(
        peer, in: training.environment, steps: peer.steps(of: training), cores: [0, 1])
    else { return }
    peerOnTwoCores.add((report, process))
  }

  private mutating func addSideBySide() {
    let commands = [1, 2].map {
      [Self.trainer] + training.arguments(steps: training.steps, seed: $0)
    }
    let runs = MeasuredProcess.runSideBySide(commands, cores: [0, 1])
    let rates = runs.compactMap { $0.flatMap { TrainingReport(printed: $0.output) }?.rate }
    if rates.count == 2 { sideBySideRates.append(rates[0] + rates[1]) }
  }

  /// The shortest training there is: one rollout and its update.
  mutating func measureStart() {
    let times = (0..<5).map { _ in
      Self.train(training.arguments(steps: training.rolloutSteps), cores: [0])
        .process.seconds
    }
    firstIterationSeconds = median(times)
  }

  /// The folder of this program, to which the trainer and the chapters are built as well.
  static let folder = URL(filePath: Bundle.main.executablePath ?? CommandLine.arguments[0])
    .deletingLastPathComponent().path

  /// What a reader trains with: `proximal`.
  private static let trainer = "\(folder)/proximal"

  /// Runs our own trainer.
  static func train(
    _ arguments: [String], cores: [Int]?
  ) -> (report: TrainingReport, process: MeasuredProcess) {
    guard let process = MeasuredProcess.run([trainer] + arguments, cores: cores),
      process.exitCode == 0, let report = TrainingReport(printed: process.output)
    else { Console.fail("'\(trainer) \(arguments.joined(separator: " "))' did not train") }
    return (report, process)
  }
}
