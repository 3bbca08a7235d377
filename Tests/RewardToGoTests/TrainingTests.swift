import Notebook
import Proximal
import TestSupport
import Testing

@testable import reward_to_go

@Suite("The chapter's training loop")
struct TrainingTests {
  private func hash(
    seed: UInt64 = 1, _ weight: ScoreWeight, stepFactor: Float = 1
  ) -> String {
    train(seed: seed, steps: 8_000, weight: weight, stepFactor: stepFactor, report: .silent)
      .weightsHash
  }

  @Test("(2.5) every episode of a batch is discounted by itself")
  func accounts() {
    var generator = PCG64(seed: 1)
    let policy = MLP<Float>(sizes: [4, 2], outputGain: 1, using: &generator)
    var batch = EpisodeBatch(CartPole(), count: 4, seed: 1)
    let isWhole = batch.collect(with: policy, stepLimit: 10_000)
    #expect(isWhole)
    let returns = discountedToGo(batch)
    for episode in 0..<4 {
      let rows = batch.episodes.indices.filter { batch.episodes[$0] == episode }
      let alone = rewardsToGo(rows.map { batch.rewards[$0] }, discount: 0.99)
      #expect(rows.map { returns[$0] } == alone, "episode \(episode)")
    }
  }

  @Test("(2.6) γᵗ counts the steps of each episode from 0")
  func powers() {
    #expect(
      discountPowers(0.5, episodes: [0, 1, 0, 1, 1, 0]) == [1, 1, 0.5, 0.5, 0.25, 0.25])
  }

  @Test("the same seed gives the same run to the last bit; seed, weight and factor change it")
  func determinism() {
    let first = hash(.rewardToGoLessValue)
    #expect(first == hash(.rewardToGoLessValue))
    #expect(first != hash(seed: 2, .rewardToGoLessValue))
    let others = [
      first, hash(.wholeReturn), hash(.rewardToGo), hash(.rewardToGo, stepFactor: 0.99),
    ]
    #expect(Set(others).count == 4)
  }

  @Test("reward-to-go, minus its mean or minus V, learns CartPole: 400 or more, seeds 1 and 2")
  func learns() {
    for weight in [ScoreWeight.rewardToGo, .rewardToGoLessValue] {
      for seed in 1...2 {
        let outcome = train(seed: UInt64(seed), steps: 200_000, weight: weight, report: .silent)
        #expect((outcome.finalReturn ?? 0) >= 400, "\(weight), seed \(seed)")
      }
    }
  }
}
