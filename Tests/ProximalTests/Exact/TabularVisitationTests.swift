import Proximal
import TestSupport
import Testing

@Suite("Discounted visitation")
struct TabularVisitationTests {
  @Test("two rooms on paper: ρ = (3/2, 1/2), normalised (3/4, 1/4)")
  func byHand() {
    let policy = TabularPolicy.uniform(states: 2, actions: 2)
    expectClose(twoRooms.visitation(of: policy), [1.5, 0.5], tolerance: 1e-15)
    expectClose(twoRooms.normalisedVisitation(of: policy), [0.75, 0.25], tolerance: 1e-15)
  }

  @Test("a terminal state is not visited: eight steps before the door, none behind it")
  func terminal() {
    let policy = TabularPolicy.uniform(states: 2, actions: 2)
    expectClose(door.visitation(of: policy), [8, 0], tolerance: 1e-14)
    #expect(door.normalisedVisitation(of: policy) == [1, 0])
  }

  @Test("ρ sums to 1/(1 − γ)", arguments: RandomWorld.several)
  func total(world: RandomWorld) {
    let sum = world.mdp.visitation(of: world.policy).reduce(0, +)
    expectClose(sum, 1 / (1 - world.mdp.discount), tolerance: 1e-13)
  }

  @Test("J = Σ ρ(s) r_π(s): the same number from the visits", arguments: RandomWorld.several)
  func expectedReturn(world: RandomWorld) {
    let visits = world.mdp.visitation(of: world.policy)
    let rewards = world.mdp.reward(under: world.policy)
    let sum = zip(visits, rewards).reduce(0) { $0 + $1.0 * $1.1 }
    expectClose(sum, world.mdp.expectedReturn(of: world.policy), tolerance: 1e-13)
  }
}
