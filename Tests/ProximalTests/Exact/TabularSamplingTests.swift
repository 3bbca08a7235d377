import Proximal
import TestSupport
import Testing

@Suite("Sampling from tables")
struct TabularSamplingTests {
  let mdp = TabularMDP.corridor
  let policy = TabularPolicy(logits: [[0.4, -0.3], [0.1, 0.6], [-1.0, 0.2]])

  @Test("one seed, one trajectory")
  func deterministic() {
    var (first, second) = (SplitMix64(seed: 9), SplitMix64(seed: 9))
    for _ in 0..<20 {
      #expect(
        mdp.sampleTrajectory(of: policy, horizon: 5, using: &first)
          == mdp.sampleTrajectory(of: policy, horizon: 5, using: &second))
    }
  }

  @Test("actions are the first whose cumulative probability exceeds u; no action of probability 0")
  func inverse() {
    let policy = TabularPolicy(logits: [[-2000, 0, 0, -2000]])
    var words = Words([0, 1 << 62, 1 << 63, .max])
    let actions = (0..<4).map { _ in policy.sampleAction(in: 0, using: &words) }
    #expect(actions == [1, 1, 2, 2])
  }

  @Test("actions come as often as they should: z-tests at 99.9%, seed 1")
  func actionFrequencies() {
    let policy = TabularPolicy(logits: [[0.3, -0.7, 1.1]])
    var generator = SplitMix64(seed: 1)
    let samples = (0..<20_000).map { _ in
      let action = policy.sampleAction(in: 0, using: &generator)
      return (0..<3).map { $0 == action ? 1.0 : 0.0 }
    }
    for test in zTests(samples, expected: policy.probabilities) {
      #expect(test.passes, "\(test)")
    }
  }

  @Test("sampled R ∇ log p has the exact gradient for its mean: z-tests at 99.9%, seed 2")
  func sampledGradient() {
    var generator = SplitMix64(seed: 2)
    let samples = (0..<20_000).map { _ in
      let trajectory = mdp.sampleTrajectory(of: policy, horizon: 3, using: &generator)
      return policy.score(along: trajectory).map { $0 * trajectory.discountedReturn }
    }
    for test in zTests(samples, expected: mdp.policyGradient(of: policy, horizon: 3)) {
      #expect(test.passes, "\(test)")
    }
  }

  @Test("sampled trajectories end where enumerated ones do")
  func terminal() {
    let policy = TabularPolicy.uniform(states: 2, actions: 2)
    let possible = door.trajectories(of: policy, horizon: 4).outcomes
    var generator = SplitMix64(seed: 3)
    for _ in 0..<200 {
      let trajectory = door.sampleTrajectory(of: policy, horizon: 4, using: &generator)
      #expect(possible.contains(trajectory))
    }
  }

  /// A generator that gives listed words.
  private struct Words: RandomNumberGenerator {
    private var words: [UInt64]
    init(_ words: [UInt64]) { self.words = words.reversed() }
    mutating func next() -> UInt64 { words.removeLast() }
  }
}
