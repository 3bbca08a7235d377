import Proximal
import TestSupport
import Testing
import TrainingFiles

@Suite struct CheckpointFolderTests {
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
      let empty = try CheckpointFolder(path, configuration: "seed = 1\n")
      var (ppo, other) = (training(), training())
      #expect(try empty.resume(&other) == nil && other.iteration == 0 && empty.whatIsLeft == "")

      while !ppo.isFinished { ppo.iterate() }
      let folder = try CheckpointFolder(path, configuration: "seed = 1\n")
      try folder.offer(ppo, seconds: 2.5)
      #expect(folder.whatIsLeft == "; the checkpoint of iteration 3 stays in \(path)")
      #expect(try CheckpointFolder(path, configuration: "seed = 1").resume(&other)?.seconds == 2.5)
      #expect(other.archived() == ppo.archived())
    }
  }

  @Test("a training that has ended goes on when it gets more steps")
  func longer() throws {
    try withFolder { path in
      var ppo = training()
      while !ppo.isFinished { ppo.iterate() }
      try CheckpointFolder(path, configuration: "steps = 384\n").offer(ppo, seconds: 1)

      var longer = training(steps: 768)
      let folder = try CheckpointFolder(
        path, configuration: "steps = 768\n", changeable: ["steps"])
      let resumption = try #require(try folder.resume(&longer))
      #expect(resumption.changes.map(\.stored) == ["steps = 384"])
      #expect(resumption.changes.map(\.here) == ["steps = 768"])
      #expect(longer.iteration == 3 && !longer.isFinished)
      #expect(longer.agent.actor.parameters == ppo.agent.actor.parameters)
      longer.iterate()
      // The annealed rate is that of iteration 3 of 6: half the one at the start.
      #expect(longer.learningRate == longer.settings.learningRate.value(at: 0.5))

      var shorter = training(steps: 256)
      let short = try CheckpointFolder(
        path, configuration: "steps = 256\n", changeable: ["steps"])
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
      let folder = try CheckpointFolder(path, configuration: "seed = 1\n")
      try folder.offer(ppo, seconds: 0.1)
      #expect(folder.whatIsLeft == "")
      try folder.write(ppo, seconds: 0.1)
      #expect(folder.whatIsLeft == "; the checkpoint of iteration 1 stays in \(path)")
      var other = training()
      #expect(try folder.resume(&other)?.seconds == 0.1)
      #expect(other.archived() == ppo.archived())
    }
  }

  @Test("another training's checkpoint is refused, with the setting that differs")
  func refused() throws {
    try withFolder { path in
      var ppo = training()
      while !ppo.isFinished { ppo.iterate() }
      try CheckpointFolder(path, configuration: "seed = 1\n").offer(ppo, seconds: 1)
      let other = try CheckpointFolder(path, configuration: "seed = 2\n")
      let error = #expect(throws: CheckpointError.self) { _ = try other.resume(&ppo) }
      #expect(
        error?.reason
          == "the checkpoint is of another training: it has seed = 1, this one seed = 2")
      #expect(error?.file == "\(path)/checkpoint")
    }
  }
}
