import Proximal
import TestSupport
import Testing

@testable import TrainingFiles

private func setting(_ name: String) throws -> Setting {
  try #require(Settings.named(name))
}

@Suite("Settings") struct SettingsTests {
  @Test("no setting is missing here")
  func complete() {
    #expect(unusualSettings.map(\.name) == Settings.all.map(\.name))
  }

  @Test("what is written is read again, and changes that setting alone", arguments: unusualSettings)
  func readingBack(name: String, value: String) throws {
    let setting = try setting(name)
    for id in ["CartPole-v1", "Pendulum-v1", "MiniGrid-DoorKey-8x8-v0"] {
      let before = TrainingPlan(environment: id)
      var plan = before
      #expect(setting.read(value, &plan))
      #expect(setting.text(plan) == value)
      for other in Settings.all where other.name != name {
        #expect(other.text(plan) == other.text(before), "\(other.name)")
      }
      #expect(setting.read(setting.text(before), &plan))
      #expect(plan == before)
    }
  }

  @Test("reward scalings, schedules and words mean what they say")
  func meaning() throws {
    var plan = TrainingPlan(environment: "CartPole-v1")
    func read(_ name: String, _ value: String) throws {
      #expect(try setting(name).read(value, &plan), "\(name) = \(value)")
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
    #expect(plan.settings.clipRange == nil)
    try read("value-clip-range", "none")
    #expect(plan.settings.valueClipRange == nil)
    try read("target-lambda", "0")
    #expect(plan.settings.targetLambda == 0)
  }

  @Test(
    "whole numbers are read as people write them",
    arguments: [("1e5", 100_000), ("100_000", 100_000), ("1.5e3", 1500), ("2E4", 20_000)])
  func writtenNumbers(text: String, number: Int) throws {
    var plan = TrainingPlan(environment: "CartPole-v1")
    #expect(try setting("steps").read(text, &plan))
    #expect(plan.steps == number)
    #expect(try setting("minibatches").read(text, &plan))
    #expect(plan.settings.minibatchCount == number)
  }

  @Test(
    "a switch is yes or no, true or false, in any case",
    arguments: [("yes", true), ("no", false), ("true", true), ("False", false), ("NO", false)])
  func switches(text: String, isOn: Bool) throws {
    var plan = TrainingPlan(environment: "CartPole-v1")
    for name in ["normalise-values", "bootstrap-truncated"] {
      #expect(try setting(name).read(text, &plan))
      #expect(try setting(name).text(plan) == (isOn ? "yes" : "no"))
    }
  }

  @Test("what is allowed is one sentence: alternatives with one or before the last")
  func allowed() throws {
    #expect(try setting("discount").allowed == "a number from 0 to 1")
    #expect(try setting("target-lambda").allowed == "a number from 0 to 1 or none")
    #expect(
      try setting("log-standard-deviation").allowed
        == "a number from -20 to 5, A:B of two such or learned")
    for setting in Settings.all {
      #expect(!setting.allowed.contains(",,") && !setting.allowed.hasSuffix(","), "\(setting.name)")
    }
  }

  @Test("a name means one setting, in whatever program, and all are spelled alike")
  func uniqueNames() {
    let all = Settings.all.map { setting in
      Set(
        setting.names + [setting.stableBaselines3].compactMap(\.self) + setting.elsewhere.map(\.key)
      )
    }
    #expect(all.map(\.count).reduce(0, +) == all.reduce(Set()) { $0.union($1) }.count)
    #expect(all.joined().allSatisfy { !$0.contains("_") && $0 == $0.lowercased() })
  }

  @Test("a setting knows its property")
  func properties() {
    let stored = Mirror(reflecting: PPOSettings()).children.compactMap(\.label)
    let named = Settings.all.map(\.property)
    #expect(Set(named) == Set(stored + ["environment", "steps", "seed"]))
    // The learning rate is two settings, its start and whether it falls.
    #expect(named.count == stored.count + 4)
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
    for value in [least, most] { #expect(setting.read("\(value)", &plan), "\(value)") }
    for value in [
      "\(least - 1)", "\(most + 1)", "-5", "1.5", "", "abc", "nan", "inf", " 1", "1_", "_1",
      "0x1", "1e-1", "1e30", "99999999999999999999",
    ] {
      #expect(!setting.read(value, &plan), "\(name) = \(value)")
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
    for value in [least, most] { #expect(setting.read("\(value)", &plan), "\(value)") }
    for value in [
      "\(least.nextDown)", "\(most.nextUp)", "-1e9", "1e999", "nan", "inf", "-inf", "infinity", "",
      "abc", "0,5", "1 ", "yes",
    ] {
      #expect(!setting.read(value, &plan), "\(name) = \(value)")
    }
  }

  @Test(
    "other values: what has not their form is refused",
    arguments: [
      ("environment", ["", "CartPole", "cartpole-v1", "CartPole-v1 "]),
      (
        "hidden-sizes",
        ["", "None", "64,", ",64", "0", "-1", "65537", "64;64", "64, 64", "nan", "1.5"]
      ),
      (
        "reward-scaling",
        [
          "", "None", "affine", "affine:1", "affine:1:0", "affine:1:-1", "affine:nan:1",
          "affine:1:inf", "affine:1:2:3", "return-deviation", "return-deviation:0",
          "return-deviation:nan", "none:1", "affine:1e7:1", "affine:1:1e-7",
        ]
      ),
      ("entropy-coefficient", ["0.1:", ":0.1", ":", "0:0:0", "0.1:nan", "-0.1:0", "0:-0.1"]),
      ("log-standard-deviation", ["none", "Learned", "0:6", "-21:0", "0:", "64"]),
      ("learning-rate", ["0", "1e-3:", "0:1e-3", "1e-3:-1", "1e-3:11", "1e-3:0:0", "none"]),
      ("activation", ["", "identity", "ReLU", "gelu"]),
      ("anneal-learning-rate", ["", "1", "on", "nan"]),
    ])
  func otherForms(name: String, values: [String]) throws {
    let setting = try setting(name)
    let before = TrainingPlan(environment: "Pendulum-v1")
    for value in values {
      var plan = before
      #expect(!setting.read(value, &plan), "\(name) = \(value)")
      #expect(plan == before)
    }
  }
}
