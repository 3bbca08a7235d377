import Files
import Proximal
import TestSupport
import Testing

@testable import TrainingFiles

@Suite struct CheckpointFolderTests {
  private func plan(seed: Int = 1) -> TrainingPlan {
    var plan = TrainingPlan(environment: "CartPole-v1")
    plan.seed = seed
    return plan
  }

  private func training() -> PPO<CartPole, CategoricalBatch<Float>> {
    var settings = PPOSettings()
    (settings.environmentCount, settings.rolloutLength) = (2, 64)
    return PPO(
      CartPole(), distributions: CategoricalBatch<Float>(actionCount: 2), settings: settings,
      totalSteps: 384, seed: 1)
  }

  @Test("a training that is resumed ends as the one that went on")
  func resumed() throws {
    try withFolder { path in
      let empty = try CheckpointFolder(path, plan: plan())
      var (ppo, other) = (training(), training())
      #expect(try empty.resume(&other) == nil && other.iteration == 0 && empty.whatIsLeft == "")

      while !ppo.isFinished { ppo.iterate() }
      let folder = try CheckpointFolder(path, plan: plan())
      try folder.offer(ppo, seconds: 2.5)
      #expect(folder.whatIsLeft == "; the checkpoint of iteration 3 stays in \(path)")
      #expect(try CheckpointFolder(path, plan: plan()).resume(&other) == 2.5)
      #expect(other.archived() == ppo.archived())
    }
  }

  @Test("another training's checkpoint is refused, with the setting that differs")
  func refused() throws {
    try withFolder { path in
      var ppo = training()
      while !ppo.isFinished { ppo.iterate() }
      try CheckpointFolder(path, plan: plan()).offer(ppo, seconds: 1)
      let other = try CheckpointFolder(path, plan: plan(seed: 2))
      let error = #expect(throws: CheckpointError.self) { _ = try other.resume(&ppo) }
      #expect(
        error?.reason
          == "the checkpoint is of another training: it has seed = 1, this one seed = 2")
      #expect(error?.file == "\(path)/checkpoint")
    }
  }

  @Test("settings that came after a checkpoint was written stand as the environment has them")
  func olderSettings() throws {
    try withFolder { path in
      var ppo = training()
      while !ppo.isFinished { ppo.iterate() }
      let lines = plan().configuration.split(separator: "\n").filter { !$0.hasPrefix("activation") }
      #expect(lines.count == plan().configuration.split(separator: "\n").count - 1)
      let older = Checkpoint(
        configuration: lines.joined(separator: "\n"), seconds: 1, state: ppo.archived())
      let folder = try CheckpointFolder(path, plan: plan())
      try AtomicFile.write(older.encoded(), to: folder.file)
      #expect(try folder.resume(&ppo) == 1)

      let broken = Checkpoint(configuration: "seed = x", seconds: 1, state: ppo.archived())
      try AtomicFile.write(broken.encoded(), to: folder.file)
      let error = #expect(throws: CheckpointError.self) { _ = try folder.resume(&ppo) }
      let reason = try #require(error?.reason)
      #expect(reason.hasPrefix("the checkpoint's settings:1: seed = x: a whole number"))
    }
  }
}
