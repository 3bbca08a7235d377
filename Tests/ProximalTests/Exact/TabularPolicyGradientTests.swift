import Proximal
import RealModule
import TestSupport
import Testing

@Suite("The policy gradient theorem")
struct TabularPolicyGradientTests {
  @Test("two rooms on paper: ∇J = (9/32, −9/32, 7/32, −7/32)")
  func byHand() {
    expectClose(
      twoRooms.policyGradient(of: .uniform(states: 2, actions: 2)),
      [9 / 32, -9 / 32, 7 / 32, -7 / 32], tolerance: 1e-15)
  }

  @Test(
    "a bandit's gradient is π(a)(r(a) − J): for 50, 60, 100 and equal probabilities −20/3, −10/3, 10"
  )
  func bandit() {
    let bandit = TabularMDP.bandit(rewards: [50, 60, 100])
    expectClose(
      bandit.policyGradient(of: .uniform(states: 1, actions: 3)),
      [-20 / 3, -10 / 3, 10], tolerance: 1e-14)
  }

  @Test("∇J equals automatic differentiation of the discounted sum", arguments: RandomWorld.several)
  func automatic(world: RandomWorld) {
    let dual = gradient(
      of: { returnForward(world.mdp, logits: $0, steps: 200) }, at: world.policy.logits)
    expectClose(world.mdp.policyGradient(of: world.policy), dual, tolerance: 1e-12)
  }

  @Test("∇J equals central differences of J, and they converge with order 2")
  func centralDifferences() {
    let world = RandomWorld(seed: 6)
    let approximation = { (h: Double) in
      centralDifference(
        of: { world.mdp.expectedReturn(of: TabularPolicy(logits: $0, actionCount: 3)) },
        at: world.policy.logits, step: h)
    }
    let exact = world.mdp.policyGradient(of: world.policy)
    expectClose(approximation(1e-5), exact, tolerance: 1e-9)
    let order = observedOrder(ofError: { distance(approximation($0), exact) }, step: 0.02)
    expectClose(order, 2, tolerance: 0.01)
  }

  @Test("the gradient of each state sums to zero", arguments: RandomWorld.several)
  func rows(world: RandomWorld) {
    let gradient = world.mdp.policyGradient(of: world.policy)
    let sums = stride(from: 0, to: gradient.count, by: 3).map {
      gradient[$0..<($0 + 3)].reduce(0, +)
    }
    expectClose(sums, [0, 0, 0, 0], tolerance: 1e-14)
  }

  @Test("a terminal state has no gradient; before the door trying is worth 8 · ½ · 2 more")
  func terminal() {
    expectClose(
      door.policyGradient(of: .uniform(states: 2, actions: 2)), [8, -8, 0, 0], tolerance: 1e-13)
  }
}
