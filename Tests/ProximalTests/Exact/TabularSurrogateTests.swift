import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Performance difference, surrogate and bound")
struct TabularSurrogateTests {
  @Test("the performance difference is J(π′) − J(π)", arguments: RandomWorld.several)
  func performanceDifference(world: RandomWorld) {
    let (mdp, old, new) = (world.mdp, world.policy, world.other)
    expectClose(
      mdp.performanceDifference(of: new, over: old),
      mdp.expectedReturn(of: new) - mdp.expectedReturn(of: old), tolerance: 1e-13)
  }

  @Test("on paper: two rooms, from equal probabilities to taking action 0 three times in four")
  func byHand() {
    let old = TabularPolicy.uniform(states: 2, actions: 2)
    let new = TabularPolicy(logits: [[.log(3), 0], [.log(3), 0]])
    // ¾ · 3/8 − ¼ · 3/8 and ¾ · 7/8 − ¼ · 7/8.
    expectClose(
      twoRooms.expectedAdvantages(of: new, over: old), [3 / 16, 7 / 16], tolerance: 1e-15)
    // The new policy visits (7/4, 1/4), the old one (3/2, 1/2).
    expectClose(twoRooms.performanceDifference(of: new, over: old), 7 / 16, tolerance: 1e-15)
    expectClose(twoRooms.surrogate(of: new, around: old), 7 / 4, tolerance: 1e-15)
    // ε = 7/8: C = 4 · 7/8 · 1/2 / (1/2)² = 7.
    expectClose(twoRooms.boundCoefficient(around: old), 7, tolerance: 1e-14)
    expectClose(
      twoRooms.lowerBound(of: new, around: old), 7 / 4 - 7 * .log(2 / .sqrt(3)), tolerance: 1e-14)
  }

  @Test(
    "at the old policy the surrogate has J's value and J's gradient", arguments: RandomWorld.several
  )
  func touches(world: RandomWorld) {
    let (mdp, old) = (world.mdp, world.policy)
    expectClose(
      mdp.surrogate(of: old, around: old), mdp.expectedReturn(of: old), tolerance: 1e-13)
    expectClose(
      mdp.surrogateGradient(at: old, around: old), mdp.policyGradient(of: old), tolerance: 1e-13)
    #expect(mdp.lowerBound(of: old, around: old) == mdp.surrogate(of: old, around: old))
  }

  @Test("away from it the surrogate errs with the square of the step")
  func secondOrder() {
    let world = RandomWorld(seed: 5)
    let error = { (h: Double) in
      let new = world.policy.moved(along: world.other.logits, stepSize: h)
      return world.mdp.surrogate(of: new, around: world.policy) - world.mdp.expectedReturn(of: new)
    }
    expectClose(observedOrder(ofError: error, step: 1e-3), 2, tolerance: 0.01)
  }

  @Test("its gradient equals automatic differentiation", arguments: RandomWorld.several)
  func gradientOfSurrogate(world: RandomWorld) {
    let (mdp, old, new) = (world.mdp, world.policy, world.other)
    let (visitation, advantages) = (mdp.visitation(of: old), mdp.advantages(of: old))
    let dual = gradient(
      of: { (logits: [Dual<Double>]) in
        softmax(logits, actions: 3).enumerated().reduce(0) {
          $0 + $1.element * Dual(visitation[$1.offset / 3] * advantages[$1.offset])
        }
      }, at: new.logits)
    expectClose(mdp.surrogateGradient(at: new, around: old), dual, tolerance: 1e-13)
  }

  @Test("J is never below the bound, for 2000 pairs of policies far apart and near")
  func bound() {
    for seed in 0..<1000 {
      let world = RandomWorld(seed: UInt64(seed), discount: 0.5)
      let near = world.policy.moved(along: world.other.logits, stepSize: 0.01)
      for new in [world.other, near] {
        let bound = world.mdp.lowerBound(of: new, around: world.policy)
        #expect(world.mdp.expectedReturn(of: new) >= bound, "seed \(seed)")
      }
    }
  }
}
