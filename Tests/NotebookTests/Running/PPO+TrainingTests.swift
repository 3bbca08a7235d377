import Notebook
import Proximal
import Testing
import TrainingFiles

@Suite("PPO+Training")
struct PPOTrainingTests {
  private func ppo() -> PPO<CartPole, CategoricalBatch<Float>> {
    PPO(
      CartPole(), distributions: CategoricalBatch(actionCount: 2), settings: PPOSettings(),
      totalSteps: 2000, seed: 3)
  }

  @Test("it iterates until the steps are used up, and tells every episode and the weights")
  func train() {
    var (trained, byHand) = (ppo(), ppo())
    let outcome = trained.train(report: .silent)
    var (returns, ends) = ([Double](), [Int]())
    while !byHand.isFinished {
      byHand.iterate()
      returns += byHand.finishedEpisodes.map(\.episodeReturn)
      ends += byHand.episodeEnds
    }
    #expect(outcome.episodeReturns == returns && outcome.episodeEnds == ends)
    #expect(!returns.isEmpty)
    #expect(outcome.steps == 1536 && outcome.gradientSteps == 48)
    #expect(outcome.weightsHash == byHand.agent.actor.parameterHash)
    #expect(trained.isFinished)
  }

  @Test("who looks sees the training after each iteration")
  func look() {
    var (trained, steps) = (ppo(), [Int]())
    _ = trained.train(report: .silent) { steps.append($0.stepCount) }
    #expect(steps == [512, 1024, 1536])
  }

  @Test("a training's setup has the sizes and all other settings of PPO")
  func setup() {
    var settings = PPOSettings()
    (settings.epochs, settings.hiddenSizes) = (7, [8])
    let setup = TrainingSetup(algorithm: "ppo-clip", environment: "e", settings: settings)
    #expect(setup.algorithm == "ppo-clip" && setup.environment == "e")
    #expect(setup.environments == 4 && setup.rolloutLength == 128)
    #expect(setup.epochs == 7 && setup.minibatches == 4 && setup.hiddenSizes == [8])
    #expect(setup.hyperparameters.map(\.name) == settings.hyperparameters.map(\.name))
    #expect(setup.hyperparameters.map(\.value) == settings.hyperparameters.map(\.value))
  }
}
