import Proximal
import TestSupport
import Testing

@Suite("Reward-to-go")
struct RewardToGoTests {
  @Test("on paper: rewards +5, 0, −2 leave 3, −2, −2 to go; −5 for +5 changes the first alone")
  func onPaper() {
    #expect(rewardsToGo([5.0, 0, -2], discount: 1) == [3, -2, -2])
    #expect(rewardsToGo([-5.0, 0, -2], discount: 1) == [-7, -2, -2])
    #expect(rewardsToGo([5.0, 0, -2], discount: 0.5) == [4.5, -1, -2])
    #expect(rewardsToGo([5.0, 0, -2], discount: 0) == [5, 0, -2])
    #expect(rewardsToGo([Double](), discount: 0.9).isEmpty)
  }

  @Test("the recursion is the sum Σ γ^{t′−t} r_{t′}, written out", arguments: [0, 0.3, 0.99, 1])
  func sum(discount: Double) {
    var generator = PCG64(seed: 4)
    let rewards = (0..<12).map { _ in generator.random() * 2 - 1 }
    let expected = rewards.indices.map { t in
      var (sum, factor) = (0.0, 1.0)
      for reward in rewards[t...] {
        sum += factor * reward
        factor *= discount
      }
      return sum
    }
    expectClose(rewardsToGo(rewards, discount: discount), expected, tolerance: 1e-14)
  }

  @Test("interleaved episodes give each episode what it gets alone, to the bit")
  func interleaved() {
    let episodes = [0, 1, 2, 0, 2, 2, 0, 2]
    let rewards: [Float] = [1, 10, 0.5, 2, -0.25, 3, 4, 7]
    let together = rewardsToGo(rewards, episodes: episodes, discount: 0.9)
    for episode in 0..<3 {
      let rows = episodes.indices.filter { episodes[$0] == episode }
      let alone = rewardsToGo(rows.map { rewards[$0] }, discount: 0.9)
      #expect(rows.map { together[$0] } == alone)
    }
  }

  @Test("in a batch of CartPole episodes the first steps have their episodes' returns to go")
  func batch() {
    var generator = PCG64(seed: 1)
    let policy = MLP<Float>(sizes: [4, 8, 2], outputGain: 1, using: &generator)
    var batch = EpisodeBatch(CartPole(), count: 5, seed: 3)
    let isWhole = batch.collect(with: policy, stepLimit: 10_000)
    #expect(isWhole)
    let returns = rewardsToGo(batch.rewards, episodes: batch.episodes, discount: 1)
    #expect(Array(returns.prefix(5)) == batch.returns)
  }

  @Test("a reward without an episode is refused, and so is a discount above 1")
  func refused() async {
    let counts = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = rewardsToGo([1.0, 2], episodes: [0], discount: 1) }
    expectMessage(counts, "got 2 rewards, 1 episodes")
    let discount = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = rewardsToGo([1.0, 2], discount: 1.5) }
    expectMessage(discount, "a discount lies from 0 to 1; got 1.5")
  }
}
