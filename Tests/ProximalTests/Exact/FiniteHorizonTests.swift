import Proximal
import TestSupport
import Testing

@Suite("A finite horizon by recursion")
struct FiniteHorizonTests {
  let uniform = TabularPolicy.uniform(states: 3, actions: 2)

  @Test("the corridor on paper: with equal probabilities three steps are worth 1.44")
  func byHand() {
    let values = TabularMDP.corridor.values(of: uniform, horizon: 3)
    #expect(values[0] == [0, 0, 0])
    expectClose(values[1], [0.5, 0, 1.5], tolerance: 1e-15)
    expectClose(values[2], [0.8, 0.8, 2.4], tolerance: 1e-15)
    expectClose(values[3][1], 1.44, tolerance: 1e-15)
    expectClose(
      TabularMDP.corridor.expectedReturn(of: uniform, horizon: 3), 1.44, tolerance: 1e-15)
  }

  @Test("and its gradient: 0.22 for the small bell, 0.36 for going right, 0.66 for the big bell")
  func gradientByHand() {
    expectClose(
      TabularMDP.corridor.policyGradient(of: uniform, horizon: 3),
      [0.22, -0.22, -0.36, 0.36, -0.66, 0.66], tolerance: 1e-15)
  }

  @Test("a long horizon is an endless one, once the discount has done its work")
  func limit() {
    let world = RandomWorld(seed: 8)
    expectClose(
      world.mdp.expectedReturn(of: world.policy, horizon: 200),
      world.mdp.expectedReturn(of: world.policy), tolerance: 1e-14)
    expectClose(
      world.mdp.policyGradient(of: world.policy, horizon: 200),
      world.mdp.policyGradient(of: world.policy), tolerance: 1e-14)
  }

  @Test("no steps: no return and no gradient")
  func none() {
    #expect(TabularMDP.corridor.expectedReturn(of: uniform, horizon: 0) == 0)
    #expect(
      TabularMDP.corridor.policyGradient(of: uniform, horizon: 0) == [0, 0, 0, 0, 0, 0])
  }

  @Test("gradient ascent on the exact J learns to ring the big bell")
  func ascent() {
    let mdp = TabularMDP.corridor
    var policy = uniform
    var returns = [mdp.expectedReturn(of: policy, horizon: 3)]
    for _ in 0..<200 {
      policy = policy.moved(along: mdp.policyGradient(of: policy, horizon: 3), stepSize: 0.5)
      returns.append(mdp.expectedReturn(of: policy, horizon: 3))
    }
    #expect(zip(returns, returns.dropFirst()).allSatisfy { $0 < $1 })
    // The best there is: right always, 0.8 · 2 · 3 + 0.2 · 0.8 · 3.
    #expect(returns.last! > 5.2 && returns.last! < 5.28)
  }
}
