import Proximal
import Testing

@Suite("EpisodeBatch")
struct EpisodeBatchTests {
  private func policy(seed: UInt64 = 1) -> MLP<Float> {
    var generator = PCG64(seed: seed)
    return MLP<Float>(sizes: [4, 8, 2], outputGain: 1, using: &generator)
  }

  @Test("every environment plays exactly one episode, and its return is the sum of its rewards")
  func oneEpisodeEach() {
    var batch = EpisodeBatch(CartPole(), count: 5, seed: 3)
    let isWhole = batch.collect(with: policy(), stepLimit: 10_000)
    #expect(isWhole)
    #expect(batch.endedReturns.count == 5 && batch.totalSteps == batch.count)
    for episode in 0..<5 {
      let rewards = zip(batch.episodes, batch.rewards).filter { $0.0 == episode }.map(\.1)
      #expect(rewards.reduce(0, +) == batch.returns[episode])
      #expect(rewards.count >= 8, "a pole takes at least eight steps to fall")
    }
    #expect(batch.endedAtStep.last == batch.totalSteps)
    #expect(batch.endedAtStep == batch.endedAtStep.sorted())
  }

  @Test("an episode does not depend on the episodes beside it")
  func neighbours() {
    let network = policy()
    var (alone, beside) = (
      EpisodeBatch(CartPole(), count: 1, seed: 3), EpisodeBatch(CartPole(), count: 4, seed: 3)
    )
    for _ in 0..<3 {
      let aloneIsWhole = alone.collect(with: network, stepLimit: 100_000)
      #expect(aloneIsWhole)
      let besideIsWhole = beside.collect(with: network, stepLimit: 100_000)
      #expect(besideIsWhole)
      let rows = beside.episodes.indices.filter { beside.episodes[$0] == 0 }
      #expect(rows.map { beside.actions[$0] } == alone.actions)
      #expect(
        rows.flatMap { Array(beside.observations[$0 * 4..<$0 * 4 + 4]) } == alone.observations)
    }
  }

  @Test("replaying the recorded actions in the environment gives the recorded observations")
  func replay() {
    var batch = EpisodeBatch(CartPole(), count: 3, seed: 9)
    let isWhole = batch.collect(with: policy(), stepLimit: 10_000)
    #expect(isWhole)
    for episode in 0..<3 {
      var seeds = PCG64(seed: 9, stream: .environments, index: episode)
      var world = CartPole()
      _ = world.reset(seed: seeds.next())
      var observation = world.reset()
      for row in batch.episodes.indices where batch.episodes[row] == episode {
        #expect((0..<4).map { observation[$0] } == Array(batch.observations[row * 4..<row * 4 + 4]))
        observation = world.step(batch.actions[row]).observation
      }
    }
  }

  @Test("the step limit is kept to the step, and a batch that it cuts short is refused")
  func stepLimit() {
    var batch = EpisodeBatch(CartPole(), count: 4, seed: 1)
    let isWhole = batch.collect(with: policy(), stepLimit: 30)
    #expect(!isWhole)
    #expect(batch.totalSteps == 30)
    let isWholeAgain = batch.collect(with: policy(), stepLimit: 30)
    #expect(!isWholeAgain, "nothing is left to play")
    #expect(batch.totalSteps == 30)
    let isWholeAtLast = batch.collect(with: policy(), stepLimit: 100_000)
    #expect(isWholeAtLast, "a new limit, new episodes")
  }
}
