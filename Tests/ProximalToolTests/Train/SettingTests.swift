import ArgumentParser
import Files
import Foundation
import Proximal
import Testing

@testable import ProximalTool

/// Values of every setting that differ from every environment's default, as they are written.
let unusualValues: [(name: String, value: String)] = [
  ("environment", "MiniGrid-Empty-5x5-v0"), ("steps", "123457"), ("seed", "0"),
  ("environments", "3"), ("rollout-length", "11"), ("reward-scaling", "return-deviation:7.5"),
  ("normalise-observations", "yes"), ("discount", "0.5"), ("gae-lambda", "0"),
  ("target-lambda", "1"), ("bootstrap-truncated", "no"), ("normalise-advantages", "no"),
  ("clip-range", "none"), ("value-clip-range", "0.1"), ("value-coefficient", "0.75"),
  ("normalise-values", "yes"), ("entropy-coefficient", "0.1:0.003"), ("epochs", "2"),
  ("minibatches", "5"), ("target-kl", "0.015"), ("extra-critic-epochs", "6"),
  ("learning-rate", "0.0007"), ("anneal-learning-rate", "no"), ("critic-learning-rate", "1e-05"),
  ("adam-epsilon", "1e-08"), ("critic-adam-epsilon", "1e-07"), ("max-gradient-norm", "none"),
  ("hidden-sizes", "5,7,1"), ("log-standard-deviation", "-0.5:-1.5"),
]

private func setting(_ name: String) throws -> any AnySetting {
  try #require(Settings.all.first { $0.name == name })
}

struct SettingTests {
  @Test("no setting is missing here")
  func complete() {
    #expect(unusualValues.map(\.name) == Settings.all.map(\.name))
  }

  @Test("what is written is read again, and changes that setting alone", arguments: unusualValues)
  func readingBack(name: String, value: String) throws {
    let setting = try setting(name)
    for id in ["CartPole-v1", "Pendulum-v1", "MiniGrid-DoorKey-8x8-v0"] {
      let before = TrainingPlan(environment: id)
      var plan = before
      #expect(setting.read(value, into: &plan))
      #expect(setting.text(in: plan) == value)
      for other in Settings.all where other.name != name {
        #expect(other.text(in: plan) == other.text(in: before), "\(other.name)")
      }
      #expect(setting.read(setting.text(in: before), into: &plan))
      #expect(plan == before)
    }
  }

  @Test("reward scalings, schedules and words mean what they say")
  func meaning() throws {
    var plan = TrainingPlan(environment: "CartPole-v1")
    func read(_ name: String, _ value: String) throws {
      #expect(try setting(name).read(value, into: &plan), "\(name) = \(value)")
    }
    try read("reward-scaling", "affine:-8:2")
    #expect(plan.settings.rewardScaling == .affine(shift: -8, divisor: 2))
    try read("reward-scaling", "return-deviation:10")
    #expect(plan.settings.rewardScaling == .byReturnDeviation(bound: 10))
    try read("entropy-coefficient", "0.01")
    #expect(plan.settings.entropyCoefficient == .constant(0.01))
    try read("entropy-coefficient", "0.01:0")
    #expect(plan.settings.entropyCoefficient == .linear(from: 0.01, to: 0))
    try read("log-standard-deviation", "-1:-2")
    #expect(plan.settings.logStandardDeviation == .linear(from: -1, to: -2))
    try read("log-standard-deviation", "learned")
    #expect(plan.settings.logStandardDeviation == nil)
    try read("clip-range", "none")
    #expect(plan.settings.clipRange == .infinity)
    try read("value-clip-range", "none")
    #expect(plan.settings.valueClipRange == nil)
    try read("target-lambda", "0")
    #expect(plan.settings.targetLambda == 0)
  }

  @Test("learning rates keep falling, or staying, when their start is set")
  func learningRates() throws {
    var plan = TrainingPlan(environment: "CartPole-v1")
    #expect(try setting("learning-rate").read("0.1", into: &plan))
    #expect(try setting("critic-learning-rate").read("0.2", into: &plan))
    #expect(plan.settings.learningRate == .linear(from: 0.1, to: 0))
    #expect(plan.settings.criticLearningRate == .linear(from: 0.2, to: 0))
    #expect(try setting("anneal-learning-rate").read("no", into: &plan))
    #expect(plan.settings.learningRate == .constant(0.1))
    #expect(plan.settings.criticLearningRate == .constant(0.2))
    #expect(try setting("learning-rate").read("0.3", into: &plan))
    #expect(plan.settings.learningRate == .constant(0.3))
  }

  @Test("the help names every setting in its group, with its default")
  func help() throws {
    let help = ProximalTool.helpMessage(for: Train.self, columns: 200)
    for group in Settings.groups {
      let section = help.components(separatedBy: "\(group.title.uppercased()):\n").last ?? ""
      let options = section.components(separatedBy: "\n\n")[0]
      for setting in group.settings where setting.name != "environment" {
        let text = options.components(separatedBy: "--\(setting.name)").dropFirst().joined()
        #expect(!text.isEmpty, "\(setting.name) is not in \(group.title)")
        let value = setting.text(in: TrainingPlan(environment: "CartPole-v1"))
        #expect(text.contains("(default: \(value)"), "\(setting.name): \(text)")
      }
    }
    #expect(help.contains("(default: 0.99; Pendulum-v1: 0.95)"))
    #expect(help.contains("(default: 4; Pendulum-v1: 64; MiniGrid: 8)"))
    // The group Run has other options besides; the others hold settings alone.
    for group in Settings.groups.dropFirst() {
      let section = help.components(separatedBy: "\n\n").first {
        $0.hasPrefix("\(group.title.uppercased()):")
      }
      let options = section?.split(separator: "\n").count { $0.hasPrefix("  --") }
      #expect(options == group.settings.count, "\(group.title)")
    }
  }

  @Test(
    "whole numbers: the ends of the range are read, their neighbours and what is no number refused",
    arguments: [
      ("steps", 1, 1_000_000_000_000), ("seed", 0, 1_000_000_000_000),
      ("environments", 1, 1_000_000_000), ("rollout-length", 1, 1_000_000_000),
      ("epochs", 1, 1_000_000), ("minibatches", 1, 1_000_000_000),
      ("extra-critic-epochs", 0, 1_000_000),
    ])
  func wholeNumbers(name: String, least: Int, most: Int) throws {
    let setting = try setting(name)
    var plan = TrainingPlan(environment: "CartPole-v1")
    for value in [least, most] { #expect(setting.read("\(value)", into: &plan), "\(value)") }
    for value in [
      "\(least - 1)", "\(most + 1)", "-5", "1.5", "", "abc", "nan", "inf", "1e3", " 1",
      "99999999999999999999",
    ] {
      #expect(!setting.read(value, into: &plan), "\(name) = \(value)")
    }
    #expect(setting.allowed == "a whole number from \(least) to \(most)")
  }

  @Test(
    "numbers: the ends of the range are read, what is beyond, NaN, infinity and text refused",
    arguments: [
      ("discount", 0, 1), ("gae-lambda", 0, 1), ("target-lambda", 0, 1),
      ("clip-range", 1e-12, 1e6), ("value-clip-range", 1e-12, 1e6), ("value-coefficient", 0, 1e6),
      ("entropy-coefficient", 0, 1e6), ("target-kl", 1e-12, 1e6), ("learning-rate", 1e-12, 10),
      ("critic-learning-rate", 1e-12, 10), ("adam-epsilon", 1e-12, 1),
      ("critic-adam-epsilon", 1e-12, 1), ("max-gradient-norm", 1e-12, 1e6),
      ("log-standard-deviation", -20, 5),
    ] as [(String, Double, Double)])
  func numbers(name: String, least: Double, most: Double) throws {
    let setting = try setting(name)
    var plan = TrainingPlan(environment: "Pendulum-v1")
    for value in [least, most] { #expect(setting.read("\(value)", into: &plan), "\(value)") }
    for value in [
      "\(least.nextDown)", "\(most.nextUp)", "-1e9", "1e999", "nan", "inf", "-inf", "infinity", "",
      "abc", "0,5", "1 ", "yes",
    ] {
      #expect(!setting.read(value, into: &plan), "\(name) = \(value)")
    }
  }

  @Test(
    "other values: what has not their form is refused",
    arguments: [
      ("environment", ["", "CartPole", "cartpole-v1", "CartPole-v1 "]),
      ("hidden-sizes", ["", "64,", ",64", "0", "-1", "65537", "64;64", "64, 64", "nan", "1.5"]),
      (
        "reward-scaling",
        [
          "", "None", "affine", "affine:1", "affine:1:0", "affine:1:-1", "affine:nan:1",
          "affine:1:inf", "affine:1:2:3", "return-deviation", "return-deviation:0",
          "return-deviation:nan", "none:1", "affine:1e7:1", "affine:1:1e-7",
        ]
      ),
      ("entropy-coefficient", ["0.1:", ":0.1", ":", "0:0:0", "0.1:nan", "-0.1:0", "0:-0.1"]),
      ("log-standard-deviation", ["none", "Learned", "0:6", "-21:0", "0:"]),
      ("anneal-learning-rate", ["", "true", "1", "Yes", "nan"]),
    ])
  func otherForms(name: String, values: [String]) throws {
    let setting = try setting(name)
    let before = TrainingPlan(environment: "Pendulum-v1")
    for value in values {
      var plan = before
      #expect(!setting.read(value, into: &plan), "\(name) = \(value)")
      #expect(plan == before)
    }
  }
}
