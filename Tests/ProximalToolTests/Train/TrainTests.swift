import ArgumentParser
import Foundation
import Notebook
import Proximal
import TestSupport
import Testing
import TrainingFiles

@testable import ProximalTool

private func train(_ arguments: String...) throws -> Train {
  try #require(try ProximalTool.parseAsRoot(["train"] + arguments) as? Train)
}

private func givenPlan(_ arguments: String...) throws -> TrainingPlan {
  try #require(try (ProximalTool.parseAsRoot(["train"] + arguments) as? Train)?.plan)
}

/// Calls `body` with the path of a file of this text.
private func withText(_ text: String, _ body: (String) throws -> Void) throws {
  try withFile(Array(text.utf8), named: "x.conf", body)
}

/// The first line that the tool would print, and its exit code.
private func refusal(_ arguments: [String]) throws -> (line: String, code: ExitCode) {
  let error = try #require(throws: (any Error).self) {
    try ProximalTool.parseAsRoot(["train"] + arguments)
  }
  let message = ProximalTool.fullMessage(for: error)
  return (String(message.split(separator: "\n")[0]), ProximalTool.exitCode(for: error))
}

struct TrainTests {
  @Test("without options everything is the environment's default", arguments: Worlds.ids)
  func defaults(id: String) throws {
    let plan = try givenPlan(id)
    #expect(plan.settings == TrainingDefaults(of: id).settings)
    #expect(plan.steps == TrainingDefaults(of: id).steps)
    #expect(plan.seed == 1 && plan.environment == id)
  }

  @Test("no more cores share the work than there are")
  func cores() throws {
    #expect(try train("CartPole-v1", "--cores", "1").basics.availableCores == 1)
    let all = Workers.processorCount
    #expect(all >= 1)
    #expect(try train("CartPole-v1", "--cores", "1024").basics.availableCores == min(all, 1024))
  }

  @Test("flags have a yes and a no, and the last one counts")
  func flags() throws {
    #expect(try givenPlan("CartPole-v1", "--norm-adv").settings.normalisesAdvantages)
    #expect(
      try !givenPlan("CartPole-v1", "--norm-adv", "--no-norm-adv").settings.normalisesAdvantages)
  }

  @Test("bad values are refused: the first line names option, value and what is allowed")
  func refusing() throws {
    for (name, value) in [
      ("steps", "0"), ("seed", "-1"), ("environments", "0"), ("rollout-length", "1.5"),
      ("reward-scaling", "affine:1:0"), ("discount", "1.5"), ("gamma", "-0.1"),
      ("gae-lambda", "nan"), ("target-lambda", "2"), ("clip-range", "-1"), ("clip-coef", "0"),
      ("value-clip-range", "inf"), ("value-coefficient", "-1"), ("entropy-coefficient", "abc"),
      ("epochs", "0"), ("minibatches", "-4"), ("target-kl", "0"), ("extra-critic-epochs", "-1"),
      ("learning-rate", "0"), ("critic-learning-rate", "inf"), ("adam-epsilon", "0"),
      ("critic-adam-epsilon", "-1e-5"), ("max-gradient-norm", "0"), ("hidden-sizes", "64,,64"),
      ("log-standard-deviation", "9"), ("save", ""), ("save-config", ""), ("config", ""),
      ("seeds", "0"), ("seeds", "-1"), ("seeds", "10001"), ("evaluate-every", "0"),
      ("evaluate-every", "100"),
    ] {
      let (line, code) = try refusal(["CartPole-v1", "--\(name)", value])
      #expect(line.hasPrefix("Error: The value '\(value)' is invalid for '--\(name)"), "\(line)")
      #expect(line.hasSuffix("allowed"), "\(line)")
      #expect(code.rawValue == 64)
    }
    #expect(
      try refusal(["Foo-v0"]).line
        == "Error: The value 'Foo-v0' is invalid for '<environment>': one of the environments below is "
        + "allowed")
    #expect(try refusal([]).line.hasPrefix("Error: Missing expected argument '<environment>'"))
    #expect(try refusal([]).code.rawValue == 64)
    for name in ["cartpole-v1", "CartPole-v0", "CartPole", "Cartpole_v1"] {
      #expect(
        try refusal([name]).line
          == "Error: The value '\(name)' is invalid for '<environment>': did you mean CartPole-v1?")
    }
    #expect(
      try refusal(["MiniGrid-Empty-5x5"]).line.hasSuffix("did you mean MiniGrid-Empty-5x5-v0?"))
  }

  @Test(
    "what does not go together is refused",
    arguments: [
      (
        ["--steps", "511"],
        "The value '511' is invalid for '--steps': one rollout takes 4 × 128 = 512 steps; so many or "
          + "more are allowed"
      ),
      (
        ["--minibatches", "513"],
        "The value '513' is invalid for '--minibatches': a rollout has 4 × 128 = 512 steps; so many "
          + "minibatches or fewer are allowed, as none may be empty"
      ),
      (
        ["--environments", "1000000000", "--rollout-length", "1000000000"],
        "The value '1000000000' is invalid for '--rollout-length': a rollout of 1000000000 × 1000000000 "
          + "steps needs 624000000000.0 GB of memory; at most 4 GB are allowed"
      ),
      (
        ["--hidden-sizes", "65536,65536"],
        "The value '65536,65536' is invalid for '--hidden-sizes': 4 inputs and 2 outputs make "
          + "8590917635 weights of it; at most 33554432 are allowed"
      ),
      (
        ["--log-standard-deviation", "0"],
        "The value '0' is invalid for '--log-standard-deviation': the policy of CartPole-v1 has no σ; "
          + "learned is allowed"
      ),
    ])
  func together(arguments: [String], expected: String) throws {
    let (line, code) = try refusal(["CartPole-v1"] + arguments)
    #expect(line == "Error: \(expected)")
    #expect(code.rawValue == 64)
  }

  @Test("the largest and the smallest that go together are taken")
  func limits() throws {
    #expect(try givenPlan("CartPole-v1", "--steps", "512").steps == 512)
    let single = try givenPlan("CartPole-v1", "--minibatches", "512", "--no-norm-adv")
    #expect(single.settings.minibatchCount == 512)
    // 2 · 4 + 2 · 64 + 20 = 156 floats a transition: 2³⁰ / 156 = 6 882 960.4 transitions.
    let plan = TrainingPlan(environment: "CartPole-v1")
    for (length, isAllowed) in [(1_720_740, true), (1_720_741, false)] {
      var plan = plan
      (plan.settings.rolloutLength, plan.steps) = (length, .max)
      #expect(((try? plan.check()) != nil) == isAllowed)
    }
    #expect(try givenPlan("Pendulum-v1", "--log-standard-deviation", "0").steps == 100_000)
  }

  @Test("options win over the file, the file over the environment's defaults")
  func precedence() throws {
    let text = """
      environment = Pendulum-v1
      seed = 5
      learning-rate = 0.01
      anneal-learning-rate = no
      target-kl = 0.5
      """
    try withText(text) { path in
      let read = try givenPlan("--config", path)
      #expect(read.environment == "Pendulum-v1" && read.seed == 5)
      #expect(read.steps == 100_000)
      #expect(read.settings.discount == 0.95)
      #expect(read.settings.learningRate == .constant(0.01))
      let given = try givenPlan(
        "--config", path, "--seed", "6", "--learning-rate", "0.02", "--target-kl", "none")
      #expect(given.seed == 6)
      // The start is the option's; that it does not fall is the file's.
      #expect(given.settings.learningRate == .constant(0.02))
      #expect(given.settings.targetKL == nil)
      let annealed = try givenPlan("--config", path, "--anneal-lr").settings.learningRate
      #expect(annealed == .linear(from: 0.01, to: 0))
      // Another environment, with its defaults, and what the file says on top.
      let other = try givenPlan("CartPole-v1", "--config", path)
      #expect(other.environment == "CartPole-v1" && other.steps == 500_000 && other.seed == 5)
      #expect(other.settings.rolloutLength == 128 && other.settings.targetKL == 0.5)
    }
    try withText("seed = 2\n") { path in
      let named = try givenPlan("CartPole-v1", "--config", path)
      #expect(named.seed == 2)
      #expect(throws: (any Error).self) { _ = try givenPlan("--config", path) }
    }
  }

  @Test("what is given in a file is refused with its place, what an option says with the option")
  func places() throws {
    try withText("environment = CartPole-v1\n\nsteps = 100\n") { path in
      let rest = "one rollout takes 4 × 128 = 512 steps; so many or more are allowed"
      let inFile = try refusal(["--config", path])
      #expect(inFile.line == "Error: \(path):3: steps = 100: \(rest)")
      #expect(inFile.code.rawValue == 64)
      let asOption = try refusal(["--config", path, "--steps", "99"])
      #expect(asOption.line == "Error: The value '99' is invalid for '--steps': \(rest)")
    }
  }

  @Test("minibatches that do not divide the batch differ by one, and train")
  func uneven() throws {
    var settings = PPOSettings()
    (settings.environmentCount, settings.rolloutLength, settings.minibatchCount) = (2, 5, 3)
    var ppo = PPO(
      CartPole(), distributions: CategoricalBatch(actionCount: 2), settings: settings,
      totalSteps: 10, seed: 1)
    ppo.iterate()
    #expect(ppo.gradientStepCount == 12)
    #expect(ppo.agent.actor.parameters.allSatisfy { $0.isFinite })
  }
}

struct TrainCommandTests {
  @Test("bad usage ends with 64, a file that cannot be read with 1")
  func exitCodes() async {
    await #expect(processExitsWith: .exitCode(64)) {
      ProximalTool.main(["train", "CartPole-v1", "--steps", "x"])
    }
    let missing = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) {
      ProximalTool.main(["train", "--config", "/nowhere/x.conf"])
    }
    let said = String(decoding: missing?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("cannot read /nowhere/x.conf: no such file"), "\(said)")
  }

  @Test(
    "a configuration that cannot be written ends the run before it begins",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func unwritable() async {
    let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent])
    {
      ProximalTool.main(["train", "CartPole-v1", "--save-config", "/dev/full"])
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("error: --save-config /dev/full: cannot write /dev/full"), "\(said)")
  }

  @Test(
    "the environments are listed once, whether the name is known or missing",
    arguments: [["x"], []])
  func listedOnce(arguments: [String]) throws {
    let error = try #require(throws: (any Error).self) {
      try ProximalTool.parseAsRoot(["train"] + arguments)
    }
    let message = ProximalTool.fullMessage(for: error)
    #expect(message.components(separatedBy: "MiniGrid-FourRooms-v0").count == 2, "\(message)")
  }

  @Test("a saved configuration gives the same weights, the environment's name included")
  func roundTrip() throws {
    try withFile([], named: "x.conf") { path in
      let first = try train(
        "Pendulum-v1", "--steps", "2000", "--rollout-length", "250", "--seed", "7",
        "--learning-rate", "0.003", "--log-standard-deviation", "-0.5:-1", "--save-config", path)
      first.output.prepare(for: try #require(first.plan))
      let second = try train("--config", path)
      let trained = try weights(of: #require(first.plan))
      #expect(try weights(of: #require(second.plan)) == trained)
      let other = try train("--config", path, "--seed", "8")
      #expect(try weights(of: #require(other.plan)) != trained)
    }
  }

  private func weights(of plan: TrainingPlan) throws -> String {
    try Worlds.run(Training(plan: plan), in: plan.environment).outcome.weightsHash
  }

  @Test("what leaves little to learn is warned of before the training, and one step is no steps")
  func warning() async {
    let result = await #expect(
      processExitsWith: .success,
      observing: [\.standardErrorContent, \.standardOutputContent]
    ) {
      ProximalTool.main([
        "train", "CartPole-v1", "--discount", "0", "--environments", "1", "--rollout-length", "1",
        "--steps", "1", "--minibatches", "1", "--no-norm-adv", "--epochs", "1",
      ])
      Foundation.exit(0)
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.hasPrefix("warning: with γ = 0 every action is judged by its own reward alone"))
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(output.contains("CartPole-v1, seed 1: 1 step, 1 gradient step in "), "\(output)")
  }

  @Test("with --json, standard output is one line")
  func json() async throws {
    let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      ProximalTool.main(["train", "CartPole-v1", "--steps", "5000", "--json", "--preview"])
      Foundation.exit(0)
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    let lines = output.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("{\"chapter\":\"train\"") && $0.hasSuffix("}") } == 1)
    #expect(!output.contains("environment steps"), "the preview belongs on standard error")
  }

  @Test("with --seeds, --json prints a line a seed, in their order, with its learning curve")
  func jsonOfSeeds() async throws {
    let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      ProximalTool.main([
        "train", "CartPole-v1", "--steps", "2048", "--seed", "7", "--seeds", "3", "--json",
      ])
      Foundation.exit(0)
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    let lines = output.split(separator: "\n").filter { $0.hasPrefix("{\"chapter\":\"train\"") }
    let objects = try lines.map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
    }
    #expect(objects.map { $0["seed"] as? Int } == [7, 8, 9])
    #expect(objects.allSatisfy { ($0["learningCurve"] as? [[Double]])?.isEmpty == false })
    #expect(!output.contains("interquartile mean"), "people's text belongs on standard error")
  }
}
