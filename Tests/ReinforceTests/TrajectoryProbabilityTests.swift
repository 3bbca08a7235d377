import Proximal
import TestSupport
import Testing

@Suite("The probability of a trajectory")
struct TrajectoryProbabilityTests {
  @Test("(1.1) p(τ) is the product of the start, the choices and the consequences, on paper")
  func product() {
    // Right, right, right with a slip at first: π(→|1) 0.2 · π(→|1) 0.8 · π(→|2) 1.
    let tau = trajectories.outcomes.firstIndex {
      $0.actions == [1, 1, 1] && $0.states == [1, 1, 2] && $0.finalState == 2
    }!
    let middle = policy.probability(of: 1, in: 1)
    let expected = middle * 0.2 * middle * 0.8 * policy.probability(of: 1, in: 2)
    expectClose(trajectories.probabilities[tau], expected, tolerance: 1e-15)
    for (tau, probability) in trajectories {
      expectClose(
        probability, trajectoryProbability(tau, logits: policy.logits), tolerance: 1e-15)
    }
    // The corridor always starts in the middle; where the start is drawn, its chance counts too.
    for (world, policy) in drawnWorlds {
      for (tau, probability) in world.trajectories(of: policy, horizon: 2) {
        expectClose(
          probability, trajectoryProbability(tau, logits: policy.logits, in: world),
          tolerance: 1e-15)
      }
    }
  }

  @Test("(1.2) the probabilities of all trajectories sum to 1, whatever the policy and the horizon")
  func total() {
    for (world, policy) in [(corridor, policy)] + drawnWorlds {
      for horizon in 0...4 {
        let all = world.trajectories(of: policy, horizon: horizon)
        expectClose(all.probabilities.reduce(0, +), 1, tolerance: 1e-13, "horizon \(horizon)")
      }
    }
  }

  @Test("(1.2) none is forgotten: as many as there are starts, actions and next states")
  func count() {
    #expect(trajectories.count == 48)
    for (world, policy) in drawnWorlds {
      var count = 3
      for horizon in 0...4 {
        let all = world.trajectories(of: policy, horizon: horizon)
        #expect(all.count == count && all.probabilities.allSatisfy { $0 > 0 })
        count *= 2 * 3
      }
    }
  }

  @Test("(1.5) the score of a trajectory is the sum of its actions' scores: the dynamics drop out")
  func dynamicsDropOut() {
    for (tau, _) in trajectories {
      let oracle = gradient(
        of: { Dual<Double>.log(trajectoryProbability(tau, logits: $0)) }, at: policy.logits)
      expectClose(policy.score(along: tau), oracle, tolerance: 1e-12)
    }
  }

  @Test("(1.4) ∇p = p ∇log p for every trajectory")
  func logDerivative() {
    for (tau, probability) in trajectories {
      let slope = gradient(of: { trajectoryProbability(tau, logits: $0) }, at: policy.logits)
      expectClose(slope, policy.score(along: tau).map { probability * $0 }, tolerance: 1e-12)
    }
  }
}
