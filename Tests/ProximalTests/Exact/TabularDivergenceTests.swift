import Proximal
import RealModule
import TestSupport
import Testing

@Suite("KL divergence and total variation")
struct TabularDivergenceTests {
  @Test(
    "(1/2, 1/2) against (1/4, 3/4): KL = log(2/√3) one way, ¾ log 3 − log 2 the other, TV = 1/4")
  func byHand() {
    let even = TabularPolicy(logits: [[0, 0]])
    let odd = TabularPolicy(logits: [[0, .log(3)]])
    expectClose(even.klDivergence(to: odd), [.log(2 / .sqrt(3))], tolerance: 1e-15)
    expectClose(odd.klDivergence(to: even), [0.75 * .log(3) - .log(2)], tolerance: 1e-15)
    expectClose(even.totalVariation(to: odd), [0.25], tolerance: 1e-15)
    expectClose(odd.totalVariation(to: even), [0.25], tolerance: 1e-15)
  }

  @Test("no policy differs from itself, nor from itself with shifted logits")
  func zero() {
    let world = RandomWorld(seed: 1)
    let shifted = world.policy.moved(along: Array(repeating: 1, count: 12), stepSize: 3)
    #expect(world.policy.klDivergence(to: world.policy) == [0, 0, 0, 0])
    expectClose(world.policy.klDivergence(to: shifted), [0, 0, 0, 0], tolerance: 1e-14)
    expectClose(world.policy.totalVariation(to: shifted), [0, 0, 0, 0], tolerance: 1e-14)
  }

  @Test("KL is positive and Pinsker's inequality holds, 2 TV² ≤ KL, in 4000 random states")
  func pinsker() {
    for seed in 0..<1000 {
      let world = RandomWorld(seed: UInt64(seed))
      let kl = world.policy.klDivergence(to: world.other)
      let tv = world.policy.totalVariation(to: world.other)
      for s in 0..<4 {
        #expect(kl[s] > 0 && 2 * tv[s] * tv[s] <= kl[s], "seed \(seed), state \(s)")
      }
    }
  }
}
