import Proximal
import TestSupport
import Testing

@Suite("MonteCarloCritic")
struct MonteCarloCriticTests {
  private func critic(discount: Float = 0.9) -> MonteCarloCritic {
    var generator = PCG64(seed: 5)
    return MonteCarloCritic(
      ValueFunction(observationCount: 4, using: &generator), discount: discount)
  }

  private func batch(seed: UInt64 = 1) -> EpisodeBatch<CartPole> {
    var generator = PCG64(seed: seed)
    let policy = MLP<Float>(sizes: [4, 8, 2], outputGain: 1, using: &generator)
    var batch = EpisodeBatch(CartPole(), count: 3, seed: seed)
    let isWhole = batch.collect(with: policy, stepLimit: 10_000)
    #expect(isWhole)
    return batch
  }

  @Test("a reward of 1 at every step returns 1 − γᵏ with k steps to go")
  func returns() {
    let batch = batch()
    var critic = critic()
    _ = critic.advantages(of: batch)
    for (t, episode) in batch.episodes.enumerated() {
      let left = batch.episodes[t...].count { $0 == episode }
      let power = (0..<left).reduce(1.0) { product, _ in product * 0.9 }
      expectClose(Double(critic.returns[t]), 1 - power, tolerance: 1e-6)
    }
  }

  @Test("advantages are returns minus values, brought to mean 0 and standard deviation 1")
  func advantages() {
    let batch = batch()
    var critic = critic()
    let advantages = critic.advantages(of: batch).map { Double($0) }
    let values = critic.value
    var copy = values
    let plain = zip(critic.returns, copy.values(batch.observations, rows: batch.count)).map {
      Double($0 - $1)
    }
    let mean = plain.reduce(0, +) / Double(batch.count)
    let deviation =
      (plain.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(batch.count)).squareRoot()
    expectClose(advantages, plain.map { ($0 - mean) / deviation }, tolerance: 1e-5)
    expectClose(advantages.reduce(0, +) / Double(batch.count), 0, tolerance: 1e-5)
    expectClose(
      advantages.reduce(0) { $0 + $1 * $1 } / Double(batch.count), 1, tolerance: 1e-5)
  }

  @Test("it learns the returns of the batch: the error left falls")
  func fit() {
    let batch = batch()
    var critic = critic()
    func error() -> Float {
      var value = critic.value
      return zip(critic.returns, value.values(batch.observations, rows: batch.count))
        .reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    _ = critic.advantages(of: batch)
    let before = error()
    for _ in 0..<20 {
      _ = critic.advantages(of: batch)
      critic.fit(to: batch)
    }
    #expect(error() < before / 4)
  }

  @Test("a batch whose advantages it did not give is refused, and so is a γ of 1")
  func misuse() async {
    await #expect(processExitsWith: .failure) {
      var generator = PCG64(seed: 5)
      let policy = MLP<Float>(sizes: [4, 8, 2], outputGain: 1, using: &generator)
      var batch = EpisodeBatch(CartPole(), count: 3, seed: 1)
      _ = batch.collect(with: policy, stepLimit: 10_000)
      var critic = MonteCarloCritic(ValueFunction(observationCount: 4, using: &generator))
      critic.fit(to: batch)
    }
    await #expect(processExitsWith: .failure) {
      var generator = PCG64(seed: 5)
      _ = MonteCarloCritic(
        ValueFunction(observationCount: 4, using: &generator), discount: 1)
    }
  }
}
