import Notebook
import Proximal
import TestSupport
import Testing

@testable import gae

@Suite("The chapter's training")
struct TrainingTests {
  /// A batch of episodes of different lengths, and values that know nothing of them.
  private func batchAndValues() -> (EpisodeBatch<CartPole>, [Float]) {
    var generator = PCG64(seed: 3)
    var batch = EpisodeBatch(CartPole(), count: 4, seed: 3)
    let policy = MLP<Float>(sizes: [4, 8, 2], outputGain: 1, using: &generator)
    let allEnded = batch.collect(with: policy, stepLimit: 5_000)
    #expect(allEnded)
    return (batch, (0..<batch.count).map { _ in Float(generator.uniform(-1, 1)) })
  }

  @Test("with λ = 1 the estimate is chapter 5's, the return minus the value")
  func monteCarlo() {
    let (batch, values) = batchAndValues()
    let toGo = rewardsToGo(
      batch.rewards.map { 0.01 * $0 }, episodes: batch.episodes, discount: 0.99)
    let found = estimates(of: batch, values: values, lambda: 1)
    #expect(Set(batch.episodes).count == 4)
    for t in values.indices {
      expectClose(Double(found[t]), Double(toGo[t] - values[t]), tolerance: 1e-5)
    }
  }

  @Test("with λ = 0 it is one residual, and an episode's last step has nothing after it")
  func oneStep() {
    let (batch, values) = batchAndValues()
    let found = estimates(of: batch, values: values, lambda: 0)
    for t in values.indices {
      let next = (t + 1..<batch.count).first { batch.episodes[$0] == batch.episodes[t] }
      let residual = 0.01 * batch.rewards[t] + 0.99 * (next.map { values[$0] } ?? 0) - values[t]
      expectClose(Double(found[t]), Double(residual), tolerance: 1e-6)
    }
  }

  @Test("the same seed gives the same weights; another seed or another λ does not")
  func determinism() {
    func weights(_ lambda: Double, seed: UInt64 = 1) -> String {
      train(lambda: lambda, seed: seed, steps: 3_000, report: .silent).weightsHash
    }
    #expect(weights(0.95) == weights(0.95))
    #expect(weights(0.95) != weights(0.95, seed: 2))
    #expect(weights(0.95) != weights(1))
  }

  @Test("it learns CartPole: over 200 in the last 100 episodes with λ = 0.95, seeds 11 to 13")
  func learns() {
    for seed in 11...13 {
      let outcome = train(lambda: 0.95, seed: UInt64(seed), steps: 100_000, report: .silent)
      #expect((outcome.finalReturn ?? 0) > 200, "seed \(seed): \(outcome.finalReturn ?? 0)")
    }
  }
}
