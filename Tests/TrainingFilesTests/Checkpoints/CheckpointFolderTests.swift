import Files
import Proximal
import TestSupport
import Testing

@testable import TrainingFiles

@Suite struct CheckpointFolderTests {
  private func plan(seed: Int = 1, steps: Int = 384) -> TrainingPlan {
    var plan = TrainingPlan(environment: "CartPole-v1")
    (plan.seed, plan.steps) = (seed, steps)
    return plan
  }

  private func training(steps: Int = 384) -> PPO<CartPole, CategoricalBatch<Float>> {
    var settings = PPOSettings()
    (settings.environmentCount, settings.rolloutLength) = (2, 64)
    return PPO(
      CartPole(), distributions: CategoricalBatch<Float>(actionCount: 2), settings: settings,
      totalSteps: steps, seed: 1)
  }

  @Test("a training that is resumed ends as the one that went on")
  func resumed() throws {
    try withFolder { path in
      var (ppo, other) = (training(), training())
      do {
        let folder = try CheckpointFolder(path, plan: plan())
        #expect(try folder.resume(&other) == nil && other.iteration == 0 && folder.whatIsLeft == "")
        while !ppo.isFinished { ppo.iterate() }
        try folder.offer(ppo, seconds: 2.5)
        #expect(folder.whatIsLeft == "; the checkpoint of iteration 3 stays in \(path)")
      }
      #expect(try CheckpointFolder(path, plan: plan()).resume(&other)?.seconds == 2.5)
      #expect(other.archived() == ppo.archived())
    }
  }

  @Test("a training that has ended goes on when it gets more steps")
  func longer() throws {
    try withFolder { path in
      var ppo = training()
      while !ppo.isFinished { ppo.iterate() }
      do { try CheckpointFolder(path, plan: plan(steps: 384)).offer(ppo, seconds: 1) }

      var longer = training(steps: 768)
      do {
        let folder = try CheckpointFolder(path, plan: plan(steps: 768))
        let resumption = try #require(try folder.resume(&longer))
        #expect(resumption.changes.map(\.stored) == ["steps = 384"])
        #expect(resumption.changes.map(\.here) == ["steps = 768"])
      }
      #expect(longer.iteration == 3 && !longer.isFinished)
      #expect(longer.agent.actor.parameters == ppo.agent.actor.parameters)
      longer.iterate()
      // The annealed rate is that of iteration 3 of 6: half the one at the start.
      #expect(longer.learningRate == longer.settings.learningRate.value(at: 0.5))

      var shorter = training(steps: 256)
      let short = try CheckpointFolder(path, plan: plan(steps: 256))
      let error = #expect(throws: CheckpointError.self) { _ = try short.resume(&shorter) }
      #expect(error?.reason.contains("the number of iterations") == true)
      #expect(error?.reason.hasSuffix("; here steps = 256, there steps = 384") == true)
    }
  }

  @Test("a checkpoint that is asked for is written, due or not")
  func askedFor() throws {
    try withFolder { path in
      var ppo = training()
      ppo.iterate()
      let folder = try CheckpointFolder(path, plan: plan())
      try folder.offer(ppo, seconds: 0.1)
      #expect(folder.whatIsLeft == "")
      try folder.write(ppo, seconds: 0.1)
      #expect(folder.whatIsLeft == "; the checkpoint of iteration 1 stays in \(path)")
      var other = training()
      #expect(try folder.resume(&other)?.seconds == 0.1)
      #expect(other.archived() == ppo.archived())
    }
  }

  @Test("a folder is one training's until it is over")
  func locked() throws {
    try withFolder { path in
      do {
        let first = try CheckpointFolder(path, plan: plan())
        let error = #expect(throws: FileError.self) {
          try CheckpointFolder(path, plan: plan())
        }
        #expect(
          error?.description
            == "cannot write \(path): a training that is running writes its checkpoint there")
        #expect(first.whatIsLeft == "")
      }
      _ = try CheckpointFolder(path, plan: plan(seed: 2))
    }
  }

  @Test("another training's checkpoint is refused, with the setting that differs")
  func refused() throws {
    try withFolder { path in
      var ppo = training()
      while !ppo.isFinished { ppo.iterate() }
      do { try CheckpointFolder(path, plan: plan()).offer(ppo, seconds: 1) }
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
      #expect(try folder.resume(&ppo)?.seconds == 1)

      let broken = Checkpoint(configuration: "seed = x", seconds: 1, state: ppo.archived())
      try AtomicFile.write(broken.encoded(), to: folder.file)
      let error = #expect(throws: CheckpointError.self) { _ = try folder.resume(&ppo) }
      let reason = try #require(error?.reason)
      #expect(reason.hasPrefix("the checkpoint's settings:1: seed = x: a whole number"))
    }
  }
}
