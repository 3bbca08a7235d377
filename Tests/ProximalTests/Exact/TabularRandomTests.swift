import Proximal
import TestSupport
import Testing

@Suite("Random worlds")
struct TabularRandomTests {
  @Test("one seed, one world")
  func deterministic() {
    #expect(RandomWorld(seed: 4).mdp == RandomWorld(seed: 4).mdp)
    #expect(RandomWorld(seed: 4).policy == RandomWorld(seed: 4).policy)
    #expect(RandomWorld(seed: 4).mdp != RandomWorld(seed: 5).mdp)
  }

  @Test("distributions are uniform on the simplex: of 3 states P(s) has mean 1/3, variance 1/18")
  func simplex() {
    var generator = SplitMix64(seed: 5)
    let starts = (0..<5000).map { _ in
      TabularMDP.random(states: 3, actions: 1, discount: 0, using: &generator).start[0]
    }
    let mean = ZTest(starts, expected: 1.0 / 3)
    let variance = ZTest(starts.map { ($0 - 1 / 3) * ($0 - 1 / 3) }, expected: 1.0 / 18)
    #expect(mean.passes, "\(mean)")
    #expect(variance.passes, "\(variance)")
  }

  @Test("rewards keep within ±1, logits within their scale, and both use the room")
  func ranges() {
    var generator = SplitMix64(seed: 6)
    let mdp = TabularMDP.random(states: 10, actions: 10, discount: 0.9, using: &generator)
    let policy = TabularPolicy.random(states: 10, actions: 10, scale: 5, using: &generator)
    #expect(mdp.reward.allSatisfy { $0.magnitude <= 1 })
    #expect(mdp.reward.max()! > 0.9 && mdp.reward.min()! < -0.9)
    #expect(policy.logits.allSatisfy { $0.magnitude <= 5 })
    #expect(policy.logits.max()! > 4.5 && policy.logits.min()! < -4.5)
  }
}
