import ArgumentParser
import Foundation
import Proximal
import TestSupport
import Testing

@testable import ProximalTool
@testable import TrainingFiles

/// Short trainings in which one thing is wrong, and the same without it.
struct SickRun: Sendable {
  /// What is wrong, in words.
  let mistake: String
  /// The training as it should be.
  let base: String
  /// What makes it sick; it replaces `base` where it names an environment.
  let change: String
  /// What the doctor has to name.
  let trouble: Finding.Trouble

  var sick: String { change.hasPrefix("--") ? "\(base) \(change)" : change }

  init(_ mistake: String, _ base: String, _ change: String, _ trouble: Finding.Trouble) {
    (self.mistake, self.base, self.change, self.trouble) = (mistake, base, change, trouble)
  }
}

extension SickRun {
  private static let cartPole = "CartPole-v1 --steps 60416"
  private static let pendulum = "Pendulum-v1 --steps 81920"
  private static let empty = "MiniGrid-Empty-5x5-v0 --steps 30720"
  private static let doorKey = "MiniGrid-DoorKey-5x5-v0"

  /// One of each kind of mistake.
  static let all = [
    SickRun("learning rate too large", pendulum, "--learning-rate 0.1", .largeKL),
    SickRun("learning rate too small", cartPole, "--learning-rate 1e-6", .clipStuckAtZero),
    SickRun(
      "learning rate that ruins in the end", cartPole,
      "--learning-rate 0.03 --no-anneal-learning-rate --epochs 10", .fallingReturns),
    SickRun("no clip", pendulum, "--clip-range none --learning-rate 0.003", .clipNeverActs),
    SickRun("clip range too small", pendulum, "--clip-range 0.01", .clipTooNarrow),
    SickRun("entropy bonus too large", empty, "--entropy-coefficient 1", .entropyStays),
    SickRun("entropy bonus for a Gaussian", pendulum, "--entropy-coefficient 0.5", .growingSigma),
    SickRun("policy that collapses", empty, "--learning-rate 0.1", .entropyCollapsed),
    SickRun(
      "rewards too large", pendulum, "--steps 61440 --reward-scaling none",
      .gradientShortened),
    SickRun(
      "rewards too large for the value clip", pendulum,
      "--reward-scaling none --value-clip-range 0.2", .valueClipTooNarrow),
    SickRun(
      "rewards far too large", cartPole, "--reward-scaling affine:0:1e-4",
      .explodingValueLoss),
    SickRun("rewards too small", empty, "--reward-scaling affine:0:1e6", .rewardsTooSmall),
    SickRun("gradients cut to nothing", cartPole, "--max-gradient-norm 1e-8", .clipStuckAtZero),
    SickRun(
      "a time limit taken for an end", pendulum, "--no-bootstrap-truncated",
      .timeLimitTakenForEnd),
    SickRun(
      "minibatches of two transitions", cartPole, "--steps 15360 --minibatches 256",
      .tinyMinibatches),
    SickRun("value loss without weight", cartPole, "--value-coefficient 0", .untrainedCritic),
    SickRun(
      "critic that stands still", pendulum, "--critic-learning-rate 1e-8",
      .lowExplainedVariance),
    SickRun("discount of 0", cartPole, "--discount 0", .shortSighted),
    SickRun("target KL too small", cartPole, "--target-kl 1e-6", .targetKLStopsAll),
    SickRun(
      "budget too short", "CartPole-v1 --steps 300032", "CartPole-v1 --steps 20480",
      .stillRising),
    SickRun(
      "reward that is never found", doorKey,
      "MiniGrid-DoorKey-8x8-v0 --steps 61440 --environments 8 --rollout-length 64 --epochs 10 "
        + "--target-kl 0.02 --entropy-coefficient 0.002 --reward-scaling none",
      .flatReturns),
    SickRun(
      "policy that waits for the end", empty,
      "MiniGrid-Dynamic-Obstacles-6x6-v0 --steps 51200 --entropy-coefficient 0.002", .farFromGoal),
  ]
}

/// What the doctor says of trainings, each of which is run once.
struct Ward {
  let seed: Int
  private var known: [String: [Finding.Trouble]] = [:]

  init(seed: Int) { self.seed = seed }

  /// The findings of the training with these arguments.
  mutating func troubles(of arguments: String) throws -> [Finding.Trouble] {
    if let known = known[arguments] { return known }
    let words = arguments.split(separator: " ").map(String.init) + ["--seed", "\(seed)"]
    let train = try #require(try ProximalTool.parseAsRoot(["train"] + words) as? Train)
    let plan = try #require(train.plan)
    known[arguments] = try withFolder { folder in
      _ = try Worlds.run(Training(plan: plan, logPath: folder), in: plan.environment)
      let table = try #require(try ProgressTable(contentsOf: "\(folder)/\(ProgressLog.name)"))
      let settings = LoggedSettings(in: folder)
      // What is judged is what was set.
      #expect(settings == .known(plan.settings, environment: plan.environment))
      return Diagnosis(of: table, settings: settings).findings.map(\.trouble)
    }
    return known[arguments]!
  }
}
