import Proximal
import RealModule
import TestSupport
import Testing

@Suite("The policy gradient")
struct PolicyGradientTests {
  private func expectedReturn(_ logits: [Double]) -> Double {
    corridor.expectedReturn(of: TabularPolicy(logits: logits, actionCount: 2), horizon: 3)
  }

  @Test("(1.3) J summed over trajectories is J by recursion over states")
  func expectedReturn() {
    let bySum = trajectories.expectation { $0.discountedReturn }
    expectClose(bySum, corridor.expectedReturn(of: policy, horizon: 3), tolerance: 1e-12)
    // On paper, with equal chances: 1.44.
    let uniform = corridor.trajectories(of: .uniform(states: 3, actions: 2), horizon: 3)
    expectClose(
      uniform.expectation { $0.discountedReturn }, 1.44,
      tolerance: 1e-12)
  }

  @Test("(1.6) E[R Σ∇log π] is the gradient of J: recursion, dual numbers, central differences")
  func policyGradient() {
    let estimate = trajectories.moments { tau in
      policy.score(along: tau).map { tau.discountedReturn * $0 }
    }.mean
    expectClose(estimate, exactGradient, tolerance: 1e-12)
    let byDuals = gradient(
      of: { logits in
        trajectories.outcomes.reduce(Dual<Double>(0)) {
          $0 + trajectoryProbability($1, logits: logits) * Dual($1.discountedReturn)
        }
      }, at: policy.logits)
    expectClose(estimate, byDuals, tolerance: 1e-12)
    expectClose(
      estimate, centralDifference(of: expectedReturn, at: policy.logits), tolerance: 1e-9)
    let order = observedOrder(
      of: { centralDifference(of: expectedReturn, at: policy.logits, step: $0) }, step: 0.1)
    expectClose(order, 2, tolerance: 0.05)
  }

  @Test("(1.7) the score of a softmax is 1[a = a′] − π(a′|s)")
  func score() {
    for action in 0..<3 {
      let logits = [0.3, -0.7, 1.1]
      let p = TabularPolicy(logits: [logits])
      let oracle = gradient(
        of: { z in
          z[action] - Dual<Double>.log(z.reduce(Dual<Double>(0)) { $0 + Dual<Double>.exp($1) })
        }, at: logits)
      expectClose(p.score(of: action, in: 0), oracle, tolerance: 1e-14)
      // By hand: the taken action's own chance is missing to 1, the others lose theirs.
      let byHand = (0..<3).map { ($0 == action ? 1 : 0) - p.probability(of: $0, in: 0) }
      expectClose(p.score(of: action, in: 0), byHand, tolerance: 1e-15)
    }
  }

  @Test("(1.8) a step of η along ∇J gains η‖∇J‖², with an error of order η²")
  func ascent() {
    func error(_ eta: Double) -> Double {
      let stepped = policy.moved(along: exactGradient, stepSize: eta)
      let gain =
        corridor.expectedReturn(of: stepped, horizon: 3)
        - corridor.expectedReturn(of: policy, horizon: 3)
      return gain - eta * squaredLength(exactGradient)
    }
    expectClose(observedOrder(ofError: error, step: 0.01), 2, tolerance: 0.05)
    #expect(error(0.01).magnitude < 0.1 * 0.01 * squaredLength(exactGradient))
  }
}
