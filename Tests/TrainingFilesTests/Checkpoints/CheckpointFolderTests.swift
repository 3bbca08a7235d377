import Files
import Proximal
import TestSupport
import Testing
import TrainingFiles

@Suite struct CheckpointFolderTests {
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
      var (ppo, other) = (training(), training())
      do {
        let folder = try CheckpointFolder(path, configuration: "seed = 1\n")
        #expect(try folder.resume(&other) == nil && other.iteration == 0 && folder.whatIsLeft == "")
        while !ppo.isFinished { ppo.iterate() }
        try folder.offer(ppo, seconds: 2.5)
        #expect(folder.whatIsLeft == "; the checkpoint of iteration 3 stays in \(path)")
      }
      #expect(try CheckpointFolder(path, configuration: "seed = 1").resume(&other) == 2.5)
      #expect(other.archived() == ppo.archived())
    }
  }

  @Test("a folder is one training's until it is over")
  func locked() throws {
    try withFolder { path in
      do {
        let first = try CheckpointFolder(path, configuration: "seed = 1\n")
        let error = #expect(throws: FileError.self) {
          try CheckpointFolder(path, configuration: "seed = 1\n")
        }
        #expect(
          error?.description
            == "cannot write \(path): a training that is running writes its checkpoint there")
        #expect(first.whatIsLeft == "")
      }
      _ = try CheckpointFolder(path, configuration: "seed = 2\n")
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
