import Proximal
import TestSupport
import Testing

@Suite("Causality")
struct CausalityTests {
  @Test(
    "(2.1) a score times an earlier reward has mean zero; times a later one it has not",
    arguments: worlds)
  func past(world: World) {
    var future = 0.0
    for t in 0..<world.horizon {
      for other in 0..<world.horizon {
        let mean = world.moments { tau in
          tau.rewards.indices.map { $0 == t && other < tau.count ? tau.rewards[other] : 0 }
        }.mean
        if other < t {
          expectClose(mean, mean.map { _ in 0 }, tolerance: 1e-13, "t = \(t), t′ = \(other)")
        } else {
          future += dot(mean, mean)
        }
      }
    }
    #expect(future > 1e-3, "what follows an action should depend on it")
  }

  @Test("(2.1) given the whole past: zero for each, not only on average over them")
  func givenThePast() {
    // All trajectories that share s₀ a₀ … s_t share the earlier rewards; their scores average to 0.
    for t in 1..<horizon {
      var sums: [[Int]: [Double]] = [:]
      for (tau, probability) in trajectories {
        let past = zip(tau.states, tau.actions).prefix(t).flatMap { [$0, $1] } + [tau.states[t]]
        let score = policy.score(of: tau.actions[t], in: tau.states[t])
        let sum = sums[past] ?? [0, 0]
        sums[past] = zip(sum, score).map { $0 + probability * $1 }
      }
      for (past, sum) in sums { expectClose(sum, [0, 0], tolerance: 1e-14, "\(past)") }
    }
  }

  @Test("(2.2) reward-to-go, minus any constant, keeps the gradient", arguments: [-3, 0, 7.5])
  func keepsTheGradient(baseline: Double) {
    for world in worlds where world.mdp.discount == 1 {
      let mean = world.moments { tau in
        tau.rewards.indices.map { toGo(tau.rewards, from: $0) - baseline }
      }.mean
      let exact = world.mdp.policyGradient(of: world.policy, horizon: world.horizon)
      expectClose(mean, exact, tolerance: 1e-12, "\(world.name)")
    }
  }

  @Test("rewards +5, 0, −2: the second action is credited with −2, not 3; with −5 first, again −2")
  func workedExample() {
    for (rewards, whole) in [([5.0, 0, -2], 3.0), ([-5, 0, -2], -7)] {
      #expect(rewards.reduce(0, +) == whole)
      #expect(rewardsToGo(rewards, discount: 1) == [whole, -2, -2])
    }
  }
}
