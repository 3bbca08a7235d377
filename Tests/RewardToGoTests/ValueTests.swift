import Proximal
import TestSupport
import Testing

@Suite("Discount, value, advantage")
struct ValueTests {
  @Test("(2.5) the sum and the recursion are the same number", arguments: [0, 0.5, 0.99, 1])
  func recursion(discount: Double) {
    for (tau, _) in trajectories {
      let returns = rewardsToGo(tau.rewards, discount: discount)
      for t in 0..<horizon {
        expectClose(
          returns[t], toGo(tau.rewards, from: t, discount: discount), tolerance: 1e-14)
        let next = t + 1 < horizon ? returns[t + 1] : 0
        #expect(returns[t] == tau.rewards[t] + discount * next)
      }
    }
  }

  @Test("(2.6) γᵗ G_t as the weight gives ∇J: recursion, central differences", arguments: worlds)
  func discounted(world: World) {
    let gamma = world.mdp.discount
    let mean = world.moments { tau in
      tau.rewards.indices.map { power(gamma, $0) * toGo(tau.rewards, from: $0, discount: gamma) }
    }.mean
    let exact = world.mdp.policyGradient(of: world.policy, horizon: world.horizon)
    expectClose(mean, exact, tolerance: 1e-12)
    let slopes = centralDifference(
      of: { logits in
        let moved = TabularPolicy(logits: logits, actionCount: 2)
        return world.mdp.trajectories(of: moved, horizon: world.horizon).expectation {
          toGo($0.rewards, from: 0, discount: gamma)
        }
      }, at: world.policy.logits)
    expectClose(mean, slopes, tolerance: 1e-9)
  }

  @Test("(2.5) where every step pays 1, a return one step late is (G_t − 1)/γ, to the end")
  func late() {
    let returns = rewardsToGo([Double](repeating: 1, count: 20), discount: 0.9)
    for t in 0..<20 {
      expectClose((returns[t] - 1) / 0.9, t < 19 ? returns[t + 1] : 0, tolerance: 1e-13)
    }
  }

  @Test("two interleaved episodes keep an account each; in one account the rewards leak")
  func interleaved() {
    let rewards = [1.0, 10, 2, 20, 3]
    let apart = rewardsToGo(rewards, episodes: [0, 1, 0, 1, 0], discount: 0.5)
    #expect(apart == [2.75, 20, 3.5, 20, 3])
    #expect(rewardsToGo(rewards, discount: 0.5) == [9.1875, 16.375, 12.75, 21.5, 3])
  }

  @Test("(2.7) the advantage has mean zero in every state, with V and Q taken over trajectories")
  func advantage() {
    var otherwise = 0.0
    for world in worlds {
      for t in 0..<world.horizon {
        for s in 0..<world.mdp.stateCount {
          guard let (v, q) = conditional(world, state: s, at: t) else { continue }
          let chances = Array(world.policy.probabilities(in: s))
          expectClose(dot(chances, q.map { $0 - v }), 0, tolerance: 1e-13, "\(world.name)")
          expectClose(v, world.value(s, at: t), tolerance: 1e-13, "\(world.name)")
          expectClose(q, actionValues(world, state: s, at: t), tolerance: 1e-13, "\(world.name)")
          otherwise = max(otherwise, dot(chances.reversed(), q.map { $0 - v }).magnitude)
        }
      }
    }
    #expect(otherwise > 0.1, "over another policy's actions the mean is not zero")
  }

  @Test("(2.8) no baseline of the state moves the mean, V among them; one of the action does")
  func stateBaseline() {
    for world in worlds {
      let gamma = world.mdp.discount
      let exact = world.mdp.policyGradient(of: world.policy, horizon: world.horizon)
      func mean(_ b: (_ t: Int, _ tau: TabularTrajectory) -> Double) -> [Double] {
        world.moments { tau in
          tau.rewards.indices.map {
            power(gamma, $0) * (toGo(tau.rewards, from: $0, discount: gamma) - b($0, tau))
          }
        }.mean
      }
      let odd = mean { t, tau in Double(3 * tau.states[t] - 2 * t) + 0.5 }
      expectClose(odd, exact, tolerance: 1e-12, "\(world.name)")
      let value = mean { t, tau in world.value(tau.states[t], at: t) }
      expectClose(value, exact, tolerance: 1e-12, "\(world.name)")
      let ofTheAction = mean { t, tau in Double(tau.actions[t]) }
      #expect(distance(ofTheAction, exact) > 0.1, "\(world.name)")
    }
  }

  @Test("(2.9) the advantage itself as the weight gives ∇J", arguments: worlds)
  func advantageForm(world: World) {
    let mean = world.moments { tau in
      tau.rewards.indices.map { t in
        let (v, q) = conditional(world, state: tau.states[t], at: t)!
        return power(world.mdp.discount, t) * (q[tau.actions[t]] - v)
      }
    }.mean
    let exact = world.mdp.policyGradient(of: world.policy, horizon: world.horizon)
    expectClose(mean, exact, tolerance: 1e-12)
  }

  /// r(s, a) + γ Σ_s′ P(s′|s, a) V(s′), with V by recursion over the steps that are left.
  private func actionValues(_ world: World, state: Int, at t: Int) -> [Double] {
    let next = (0..<world.mdp.stateCount).map { world.value($0, at: t + 1) }
    return (0..<2).map { action in
      world.mdp.reward(state: state, action: action)
        + world.mdp.discount * dot(Array(world.mdp.nextStates(from: state, action: action)), next)
    }
  }

  /// E[G_t | s_t = s] and E[G_t | s_t = s, a_t = a] by listing trajectories; nil where s is not
  /// reached at step t.
  private func conditional(_ world: World, state: Int, at t: Int) -> (v: Double, q: [Double])? {
    var sums = [0.0, 0]
    var chances = [0.0, 0]
    for (tau, p) in world.mdp.trajectories(of: world.policy, horizon: world.horizon)
    where t < tau.count && tau.states[t] == state {
      sums[tau.actions[t]] += p * toGo(tau.rewards, from: t, discount: world.mdp.discount)
      chances[tau.actions[t]] += p
    }
    guard chances.allSatisfy({ $0 > 0 }) else { return nil }
    return (
      sums.reduce(0, +) / chances.reduce(0, +), zip(sums, chances).map { $0 / $1 }
    )
  }
}
