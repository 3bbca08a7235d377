import ArgumentParser
import Foundation
import GymnasiumWorkers
import Proximal
import Testing

@testable import Benchmarks
@testable import ProximalTool

@Suite struct BenchedTrainingTests {
  /// What Gymnasium's worlds are like, only Python knows.
  @Test(
    "our trainer takes the options of every training",
    arguments: BenchedTraining.all.indices.filter { !BenchedTraining.all[$0].isGymnasiums })
  func options(index: Int) throws {
    let training = BenchedTraining.all[index]
    let arguments = training.arguments(steps: training.rolloutSteps, cores: 2)
    #expect(arguments.first == "train")
    #expect(throws: Never.self) { try Train.parse(Array(arguments.dropFirst())) }
    #expect(arguments[1] == training.environment && arguments.contains("--json"))
    // One step fewer would not be a rollout.
    let fewer = training.arguments(steps: training.rolloutSteps - 1).dropFirst()
    #expect(throws: (any Error).self) { try Train.parse(Array(fewer)) }
  }

  @Test("MiniGrid is trained as CartPole is, but for the environments and the learning rate")
  func settings() {
    let options = BenchedTraining.all[1].options
    let own = PPOSettings()
    let expected = [
      "--environments", "16", "--rollout-length", "\(own.rolloutLength)", "--epochs",
      "\(own.epochs)", "--minibatches", "\(own.minibatchCount)", "--learning-rate", "1e-3",
      "--adam-epsilon", "1e-5", "--entropy-coefficient", "0.01", "--value-clip-range",
      "\(own.valueClipRange!)", "--target-kl", "none", "--normalise-advantages",
    ]
    #expect(options == expected)
    #expect(own.adamEpsilon == 1e-5 && own.entropyCoefficient == .constant(0.01))
    #expect(own.targetKL == nil && own.normalisesAdvantages)
    #expect(BenchedTraining.all[0].options == [])
  }

  @Test("a shorter training has fewer steps for everyone")
  func shortened() {
    let short = BenchedTraining.all[0].shortened(to: 10_000)
    #expect(TrainingPeer.jax.steps(of: short) == 10_000)
    #expect(TrainingPeer.baselines.steps(of: short) == 10_000)
    let long = BenchedTraining.all[0].shortened(to: 100_000)
    #expect(TrainingPeer.sbx.steps(of: long) == BenchedTraining.all[0].stepsInPython)
  }

  @Test("the script knows every peer by our name for it")
  func peers() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let script = try String(
      contentsOf: root.appending(path: "Benchmarks/training.py"), encoding: .utf8)
    for peer in TrainingPeer.allCases { #expect(script.contains("\"\(peer.rawValue)\": ")) }
    for training in BenchedTraining.all { #expect(script.contains("\"\(training.environment)\"")) }
  }

  @Test("Hopper has the trainer's own settings, and its peers the same")
  func hopper() {
    let training = BenchedTraining.all[3]
    let own = PPOSettings.continuousControl
    #expect(training.options == [] && training.rolloutSteps == own.batchSize)
    #expect(own.environmentCount == 8 && own.rolloutLength == 256 && own.epochs == 10)
    #expect(own.minibatchCount == 32 && own.learningRate == .linear(from: 3e-4, to: 0))
    #expect(own.normalisesObservations && own.rewardScaling == .byReturnDeviation(bound: 10))
    #expect(training.steps % own.batchSize == 0 && training.stepsInPython % own.batchSize == 0)
    var with = training
    with.python = "py"
    #expect(with.arguments(steps: 2048).suffix(3) == ["--json", "--python", "py"])
  }

  @Test("rounds and the look of three minutes")
  func rounds() throws {
    let full = try BenchTraining.parse([])
    #expect(full.rounds.count == 3 && !full.rounds.write && full.python == [])
    #expect(full.trainings.map(\.steps) == BenchedTraining.all.map(\.steps))
    let quick = try BenchTraining.parse(["--quick", "--python", "a", "--python", "b"])
    #expect(quick.rounds.count == 1 && quick.python == ["a", "b"])
    #expect(quick.trainings[0].steps == 500_000)
    let short = try BenchTraining.parse(["--quick", "--rounds", "5", "--steps", "8192"])
    #expect(short.rounds.count == 5 && short.trainings.allSatisfy { $0.steps == 8192 })
  }

  @Test(
    "what makes no sense is refused with what is allowed",
    arguments: [
      ["--rounds", "0"], ["--rounds", "-1"], ["--steps", "512"], ["--steps", "many"],
    ])
  func refused(arguments: [String]) {
    let error = #expect(throws: (any Error).self) { try BenchTraining.parse(arguments) }
    let message = error.map { BenchTraining.message(for: $0) } ?? ""
    #expect(message.contains("a whole number from") && message.contains(arguments[0]))
  }

  @Test("without a Python that works a peer is skipped, with a word")
  func withoutPython() {
    func reason(_ paths: [String]) -> String? {
      let pythons = PeerPythons(paths: paths, script: "training.py")
      guard
        case .failure(let fault) = pythons.train(
          .sbx, in: "CartPole-v1", steps: 512, cores: nil)
      else { return nil }
      return fault.reason
    }
    #expect(reason([]) == "no Python was given")
    #expect(reason(["/no/such/python"]) == "/no/such/python could not be started")
    #expect(reason(["true"]) == "it printed no result")
    #expect(PeerPythons(paths: ["/no/such/python", "true"], script: "").versions == "")
  }
}
