import Notebook
import Proximal
import Testing

@Suite("EpisodeLearner+Training")
struct EpisodeLearnerTrainingTests {
  private func learner() -> EpisodeLearner<CartPole, KLPenaltyUpdate> {
    EpisodeLearner(CartPole(), episodes: 4, seed: 2) {
      KLPenaltyUpdate($0, beta: 1, rule: .target(0.01), learningRate: 0.004)
    }
  }

  @Test("it iterates until the steps are used up, and keeps every record")
  func train() {
    var (trained, byHand) = (learner(), learner())
    let (outcome, records) = trained.train(steps: 2000, report: .silent)
    var expected: [UpdateDistance] = []
    while let record = byHand.iterate(stepLimit: 2000) { expected.append(record) }
    #expect(records == expected && records.count > 3)
    #expect(outcome.steps == 2000)
    #expect(outcome.gradientSteps == 20 * records.count)
    #expect(outcome.episodeReturns == byHand.batch.endedReturns)
    #expect(outcome.episodeEnds == byHand.batch.endedAtStep)
    #expect(outcome.weightsHash == byHand.policy.parameterHash)
  }

  @Test("the setup lists the rate first, then the critic's numbers, then the update's own")
  func setup() {
    let priced = TrainingSetup.onEpisodes("fixed-kl", learningRate: 0.004, update: ["β": "2"])
    #expect(
      priced.hyperparameters.map { "\($0.name): \($0.value)" } == [
        "learning rate: 0.004", "critic's learning rate: 0.01", "critic's epochs: 20",
        "discount: 0.99", "β: 2", "advantages: normalised per batch",
      ])
    #expect(priced.epochs == 20 && priced.environments == 8 && priced.minibatches == 1)
    let rateless = TrainingSetup.onEpisodes("trpo", epochs: 1, update: ["δ": "0.01"])
    #expect(rateless.hyperparameters.first?.name == "critic's learning rate")
    #expect(rateless.epochs == 1)
  }
}
