import Proximal
import RealModule
import TestSupport
import Testing

@Suite("The score of a softmax policy")
struct TabularScoreTests {
  let policy = TabularPolicy(logits: [[.log(3), 0], [0, .log(4)], [0.2, -0.4]])

  @Test("with π = (3/4, 1/4) the score of action 0 is (1/4, −1/4), of action 1 (−3/4, 3/4)")
  func byHand() {
    expectClose(policy.score(of: 0, in: 0), [0.25, -0.25], tolerance: 1e-15)
    expectClose(policy.score(of: 1, in: 0), [-0.75, 0.75], tolerance: 1e-15)
  }

  @Test("the score is the derivative of log π(a|s), by dual numbers", arguments: 0..<4)
  func derivative(action: Int) {
    let logits = [0.3, -1.2, 2.0, 0.7]
    let policy = TabularPolicy(logits: [logits])
    let dual = gradient(of: { .log(softmax($0, actions: 4)[action]) }, at: logits)
    expectClose(policy.score(of: action, in: 0), dual, tolerance: 1e-14)
  }

  @Test("the score has mean zero in every state, also weighted with any function of the state")
  func meanZero() {
    for s in 0..<policy.stateCount {
      let mean = (0..<2).map { b in
        (0..<2).reduce(0) {
          $0 + policy.probability(of: $1, in: s) * policy.score(of: $1, in: s)[b]
        }
      }
      expectClose(mean, [0, 0], tolerance: 1e-15)
    }
  }

  @Test("∇ log p(τ) = Σ ∇ log π: the dynamics drop out, though dual numbers carry them along")
  func dynamicsDropOut() {
    let mdp = TabularMDP.corridor
    for (trajectory, _) in mdp.trajectories(of: policy, horizon: 3) {
      let dual = gradient(of: { logProbability(of: trajectory, mdp, $0) }, at: policy.logits)
      expectClose(policy.score(along: trajectory), dual, tolerance: 1e-12)
    }
  }

  @Test("each step's score comes with its own weight")
  func weighted() {
    // From the middle twice left: s = 1, then (the step having succeeded) s = 0.
    let trajectory = TabularMDP.corridor.trajectories(of: policy, horizon: 2)[0].outcome
    #expect(trajectory.states == [1, 0])
    #expect(trajectory.actions == [0, 0])
    // π(·|1) = (1/5, 4/5) and π(·|0) = (3/4, 1/4); weights 10 and 100.
    expectClose(
      policy.weightedScore(along: trajectory, weights: [10, 100]),
      [25, -25, 8, -8, 0, 0], tolerance: 1e-14)
    expectClose(
      policy.score(along: trajectory), [0.25, -0.25, 0.8, -0.8, 0, 0], tolerance: 1e-15)
  }

  @Test("log π summed along a trajectory is the logarithm of the policy's factors")
  func logProbability() {
    let mdp = TabularMDP.corridor
    for (trajectory, probability) in mdp.trajectories(of: policy, horizon: 3) {
      let dynamics =
        mdp.probability(of: trajectory, under: .uniform(states: 3, actions: 2)) * 8
      expectClose(
        policy.logProbability(along: trajectory), .log(probability / dynamics), tolerance: 1e-13)
    }
  }

  /// log [p(s₀) Π π(a_t|s_t) P(s_{t+1}|s_t,a_t)], the product taken before the logarithm.
  private func logProbability<T: DifferentiableScalar>(
    of trajectory: TabularTrajectory, _ mdp: TabularMDP, _ logits: [T]
  ) -> T {
    let policy = softmax(logits, actions: 2)
    let states = trajectory.states + [trajectory.finalState]
    var product = T(floatLiteral: mdp.start[states[0]])
    for (t, a) in trajectory.actions.enumerated() {
      let next = mdp.nextStates(from: states[t], action: a).map { $0 }[states[t + 1]]
      product *= policy[states[t] * 2 + a] * T(floatLiteral: next)
    }
    return .log(product)
  }
}
