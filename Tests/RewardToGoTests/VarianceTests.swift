import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Variance")
struct VarianceTests {
  private func whole(_ tau: TabularTrajectory) -> [Double] {
    tau.rewards.map { _ in tau.rewards.reduce(0, +) }
  }
  private func toGo(_ tau: TabularTrajectory) -> [Double] {
    tau.rewards.indices.map { RewardToGoTests.toGo(tau.rewards, from: $0) }
  }
  private func past(_ tau: TabularTrajectory) -> [Double] {
    zip(whole(tau), toGo(tau)).map { $0 - $1 }
  }

  @Test("(2.3) dropping the past takes away its noise and twice its product with the rest")
  func decomposition() {
    for world in worlds {
      let all = world.mdp.trajectories(of: world.policy, horizon: world.horizon)
      func score(_ tau: TabularTrajectory, _ weights: [Double]) -> [Double] {
        world.policy.weightedScore(along: tau, weights: weights)
      }
      let noise = all.expectation { dot(score($0, past($0)), score($0, past($0))) }
      let product = all.expectation { dot(score($0, toGo($0)), score($0, past($0))) }
      let expected = world.moments(toGo).totalVariance + noise + 2 * product
      expectClose(
        world.moments(whole).totalVariance, expected, tolerance: 1e-11, "\(world.name)")
      let mean = world.moments(past).mean
      expectClose(mean, mean.map { _ in 0 }, tolerance: 1e-12, "\(world.name)")
    }
  }

  @Test("(2.4) r₁ = −r₀: the whole return has variance 0, reward-to-go ½; minus the value, 0 again")
  func cancelling() {
    let world = World(
      name: "", mdp: .cancelling, policy: .uniform(states: 4, actions: 2), horizon: 2)
    #expect(world.moments(whole).totalVariance == 0)
    expectClose(world.moments(toGo).totalVariance, 0.5, tolerance: 1e-15)
    let lessValue = world.moments { tau in
      toGo(tau).enumerated().map { $1 - world.value(tau.states[$0], at: $0) }
    }
    #expect(lessValue.totalVariance == 0)
  }

  @Test("the corridor's three estimators come in that order, at every length", arguments: 2...6)
  func order(horizon: Int) {
    let world = World(name: "", mdp: corridor, policy: policy, horizon: horizon)
    let mean = corridor.expectedReturn(of: policy, horizon: horizon)
    let wholeReturn = world.moments(whole).totalVariance
    let lessMean = world.moments { tau in whole(tau).map { $0 - mean } }.totalVariance
    let rewardToGo = world.moments(toGo).totalVariance
    let lessValue = world.moments { tau in
      toGo(tau).enumerated().map { $1 - world.value(tau.states[$0], at: $0) }
    }.totalVariance
    #expect(lessValue < rewardToGo && rewardToGo <= wholeReturn)
    #expect(rewardToGo < wholeReturn || horizon == 2, "of two steps the first pays 0")
    #expect(lessValue < lessMean && lessMean <= rewardToGo, "chapter 1's baseline is worth more")
  }

  @Test("(2.10) with two arms b* = π₂Q₁ + π₁Q₂, where the variance is 0; V is not the best")
  func bestBaseline() {
    for (q, logit) in [([1.0, 0.0], Double.log(9)), ([-2, 3], 0.7), ([4, 1], -1.3)] {
      let bandit = TabularMDP.bandit(rewards: q)
      let policy = TabularPolicy(logits: [[logit, 0]])
      let p = Array(policy.probabilities(in: 0))
      func variance(_ b: Double) -> Double {
        bandit.trajectories(of: policy, horizon: 1).moments {
          policy.weightedScore(along: $0, weights: [$0.rewards[0] - b])
        }.totalVariance
      }
      let squares = (0..<2).map { dot(policy.score(of: $0, in: 0), policy.score(of: $0, in: 0)) }
      let weighted = (0..<2).map { p[$0] * squares[$0] }
      let best = p[1] * q[0] + p[0] * q[1]
      expectClose(best, dot(weighted, q) / weighted.reduce(0, +), tolerance: 1e-13)
      expectClose(variance(best), 0, tolerance: 1e-24)
      let value = p[0] * q[0] + p[1] * q[1]
      expectClose(bandit.values(of: policy)[0], value, tolerance: 1e-15)
      #expect(variance(value) > 1e-3)
    }
    // Nine times out of ten the arm that pays 1: V is worse than no baseline, by 64.
    let arms = TabularMDP.bandit(rewards: [1, 0])
    let ninety = TabularPolicy(logits: [[Double.log(9), 0]])
    func variance(_ b: Double) -> Double {
      arms.trajectories(of: ninety, horizon: 1).moments {
        ninety.weightedScore(along: $0, weights: [$0.rewards[0] - b])
      }.totalVariance
    }
    expectClose(variance(0), 0.0018, tolerance: 1e-15)
    expectClose(variance(0.9), 0.1152, tolerance: 1e-15)
  }
}
