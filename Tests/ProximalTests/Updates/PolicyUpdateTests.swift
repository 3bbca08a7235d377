import Proximal
import Testing

@Suite("PolicyUpdate")
struct PolicyUpdateTests {
  /// Does nothing but count.
  private struct Idle: PolicyUpdate {
    var stepCount = 0

    mutating func improve<World>(
      _ policy: inout MLP<Float>, on batch: EpisodeBatch<World>, advantages: [Float]
    ) -> Int {
      stepCount += 1
      return batch.count
    }
  }

  @Test("an update of one's own keeps what it likes, and trains in the same loop")
  func own() {
    var learner = EpisodeLearner(CartPole(), episodes: 2, seed: 1) { _ in Idle() }
    let before = learner.policy.parameters
    var steps = 0
    while let count = learner.iterate(stepLimit: 200) { steps += count }
    #expect(learner.policy.parameters == before)
    #expect(learner.update.stepCount > 1 && steps <= 200 && steps > 0)
  }

  @Test("a distance without a price costs nothing")
  func distance() {
    #expect(UpdateDistance(meanKL: 0.5) == UpdateDistance(meanKL: 0.5, beta: 0))
  }
}
