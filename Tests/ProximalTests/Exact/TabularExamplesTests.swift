import Proximal
import TestSupport
import Testing

@Suite("The small worlds of the course")
struct TabularExamplesTests {
  @Test("a bandit's expected return is the mean of its rewards, at once and for any horizon")
  func bandit() {
    let bandit = TabularMDP.bandit(rewards: [50, 60, 100])
    let policy = TabularPolicy.uniform(states: 1, actions: 3)
    expectClose(bandit.expectedReturn(of: policy), 70, tolerance: 1e-15)
    expectClose(bandit.expectedReturn(of: policy, horizon: 1), 70, tolerance: 1e-15)
    expectClose(bandit.expectedReturn(of: policy, horizon: 4), 70, tolerance: 1e-15)
    #expect(bandit.visitation(of: policy) == [1])
    let pulls = bandit.trajectories(of: policy, horizon: 1)
    #expect(pulls.map(\.outcome.discountedReturn) == [50, 60, 100])
    #expect(pulls.map(\.outcome.actions) == [[0], [1], [2]])
  }

  @Test("the corridor is symmetric but for its bells")
  func corridor() {
    let mdp = TabularMDP.corridor.discounted(by: 0.9)
    for s in 0..<3 {
      for a in 0..<2 {
        let mirrored = mdp.nextStates(from: 2 - s, action: 1 - a)
        #expect(Array(mdp.nextStates(from: s, action: a)) == mirrored.reversed())
      }
    }
    // Ringing the big bell for ever: 3 / (1 − γ).
    let right = TabularPolicy(logits: [[0, 50], [0, 50], [0, 50]])
    expectClose(mdp.values(of: right)[2], 30, tolerance: 1e-13)
  }
}
