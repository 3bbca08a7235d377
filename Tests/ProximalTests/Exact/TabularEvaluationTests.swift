import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Values by linear solve")
struct TabularEvaluationTests {
  @Test("two rooms on paper: V = (5/4, 7/4), Q, A and J follow")
  func byHand() {
    let policy = TabularPolicy.uniform(states: 2, actions: 2)
    #expect(twoRooms.transition(under: policy) == [0.5, 0.5, 0.5, 0.5])
    #expect(twoRooms.reward(under: policy) == [0.5, 1])
    expectClose(twoRooms.values(of: policy), [1.25, 1.75], tolerance: 1e-15)
    expectClose(
      twoRooms.actionValues(of: policy), [1.625, 0.875, 2.625, 0.875], tolerance: 1e-15)
    expectClose(
      twoRooms.advantages(of: policy), [0.375, -0.375, 0.875, -0.875], tolerance: 1e-15)
    expectClose(twoRooms.expectedReturn(of: policy), 1.25, tolerance: 1e-15)
  }

  @Test("an episode that surely ends has a value without discount: four tries at the door, −4")
  func terminal() {
    let alwaysTry = TabularPolicy(logits: [[50, 0], [0, 0]])
    expectClose(door.values(of: alwaysTry), [-4, 0], tolerance: 1e-14)
    // Half the time waiting: 8 steps at −1.5 each.
    let half = TabularPolicy.uniform(states: 2, actions: 2)
    expectClose(door.values(of: half), [-12, 0], tolerance: 1e-14)
    expectClose(door.actionValues(of: half), [-10, -14, 0, 0], tolerance: 1e-14)
    expectClose(door.advantages(of: half), [2, -2, 0, 0], tolerance: 1e-14)
  }

  @Test("Bellman's equation holds in random worlds", arguments: RandomWorld.several)
  func bellman(world: RandomWorld) {
    let (mdp, policy) = (world.mdp, world.policy)
    let (v, q) = (mdp.values(of: policy), mdp.actionValues(of: policy))
    let expected = (0..<(mdp.stateCount * mdp.actionCount)).map { i in
      let (s, a) = (i / mdp.actionCount, i % mdp.actionCount)
      let future = zip(mdp.nextStates(from: s, action: a), v).reduce(0) { $0 + $1.0 * $1.1 }
      return mdp.reward[i] + mdp.discount * future
    }
    expectClose(q, expected, tolerance: 1e-13)
    let meanQ = (0..<mdp.stateCount).map { s in
      (0..<mdp.actionCount).reduce(0) {
        $0 + policy.probability(of: $1, in: s) * q[s * mdp.actionCount + $1]
      }
    }
    expectClose(v, meanQ, tolerance: 1e-13)
  }

  @Test("advantages have mean zero under their own policy", arguments: RandomWorld.several)
  func meanAdvantage(world: RandomWorld) {
    expectClose(
      world.mdp.expectedAdvantages(of: world.policy, over: world.policy),
      [0, 0, 0, 0], tolerance: 1e-14)
  }

  @Test("J equals the sum of 200 discounted steps carried forward", arguments: RandomWorld.several)
  func series(world: RandomWorld) {
    let forward = returnForward(world.mdp, logits: world.policy.logits, steps: 200)
    expectClose(world.mdp.expectedReturn(of: world.policy), forward, tolerance: 1e-13)
  }
}
