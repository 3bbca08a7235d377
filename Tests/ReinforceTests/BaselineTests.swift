import Proximal
import TestSupport
import Testing

@Suite("The baseline")
struct BaselineTests {
  private func moments(baseline: Double) -> Moments {
    trajectories.moments { tau in
      policy.score(along: tau).map { (tau.discountedReturn - baseline) * $0 }
    }
  }

  private func variance(_ baseline: Double) -> Double { moments(baseline: baseline).totalVariance }

  private var squaredScore: Double {
    trajectories.expectation { squaredLength(policy.score(along: $0)) }
  }
  private var weightedSquaredScore: Double {
    trajectories.expectation { $0.discountedReturn * squaredLength(policy.score(along: $0)) }
  }

  @Test("(1.11) the score has mean zero in every state, and along every trajectory")
  func scoreHasMeanZero() {
    for state in 0..<3 {
      let mean = (0..<2).map { b in
        (0..<2).reduce(0.0) {
          $0 + policy.probability(of: $1, in: state) * policy.score(of: $1, in: state)[b]
        }
      }
      expectClose(mean, [0, 0], tolerance: 1e-15)
    }
    let mean = trajectories.moments { policy.score(along: $0) }.mean
    expectClose(mean, [0, 0, 0, 0, 0, 0], tolerance: 1e-13)
  }

  @Test("(1.12) no baseline moves the mean", arguments: [-10, 0, 1.5, 100])
  func unbiased(baseline: Double) {
    expectClose(moments(baseline: baseline).mean, exactGradient, tolerance: 1e-11)
  }

  @Test("(1.13) the variance is a parabola in b", arguments: [-3, 0.7, 2, 20])
  func parabola(baseline b: Double) {
    let meanSquare = trajectories.expectation { tau in
      let weight = tau.discountedReturn - b
      return weight * weight * squaredLength(policy.score(along: tau))
    }
    expectClose(variance(b), meanSquare - squaredLength(exactGradient), tolerance: 1e-11)
    let expected = variance(0) - 2 * b * weightedSquaredScore + b * b * squaredScore
    expectClose(variance(b), expected, tolerance: 1e-11)
  }

  @Test("(1.14) b* is the lowest point: every baseline beside it has more variance")
  func best() {
    let best = weightedSquaredScore / squaredScore
    for distance in [1e-3, 0.1, 1, 10] {
      // b* ± d costs exactly d² E‖g‖².
      for b in [best - distance, best + distance] {
        expectClose(
          variance(b) - variance(best), distance * distance * squaredScore, tolerance: 1e-9)
      }
    }
    let mean = corridor.expectedReturn(of: policy, horizon: 3)
    #expect(variance(mean) < variance(0), "the mean return should help on the corridor")
  }

  @Test("(1.15) the batch's own mean shrinks the estimate by (N−1)/N, exactly", arguments: 2...4)
  func batchMean(n: Int) {
    let bandit = TabularMDP.bandit(rewards: [1, 5, 2])
    let leaning = TabularPolicy(logits: [[0.6, 0.0, -0.3]])
    let pulls = bandit.trajectories(of: leaning, horizon: 1)
    func estimate(_ batch: [TabularTrajectory]) -> [Double] {
      let average = batch.map(\.discountedReturn).reduce(0, +) / Double(n)
      var sum = [0.0, 0, 0]
      for tau in batch {
        for (i, g) in leaning.score(along: tau).enumerated() {
          sum[i] += (tau.discountedReturn - average) * g / Double(n)
        }
      }
      return sum
    }
    let mean = pulls.independentDraws(n).moments(of: estimate).mean
    let shrunk = bandit.policyGradient(of: leaning, horizon: 1).map {
      $0 * Double(n - 1) / Double(n)
    }
    expectClose(mean, shrunk, tolerance: 1e-12)
  }

  @Test("(1.15) the leave-one-out mean: the same estimate times N/(N−1), batch by batch, unbiased")
  func leaveOneOut() {
    let bandit = TabularMDP.bandit(rewards: [1, 5, 2])
    let leaning = TabularPolicy(logits: [[0.6, 0.0, -0.3]])
    func estimate(
      _ batch: [TabularTrajectory], baseline: (_ others: [Double], _ all: [Double]) -> Double
    ) -> [Double] {
      let returns = batch.map(\.discountedReturn)
      return batch.indices.reduce(into: [0.0, 0, 0]) { sum, i in
        var others = returns
        others.remove(at: i)
        let weight = returns[i] - baseline(others, returns)
        for (k, z) in leaning.score(along: batch[i]).enumerated() {
          sum[k] += weight * z / Double(batch.count)
        }
      }
    }
    func mean(_ x: [Double]) -> Double { x.reduce(0, +) / Double(x.count) }
    for n in 2...4 {
      let batches = bandit.trajectories(of: leaning, horizon: 1).independentDraws(n)
      for (batch, _) in batches {
        let leftOut = estimate(batch) { others, _ in mean(others) }
        let ownMean = estimate(batch) { _, all in mean(all) }
        let factor = Double(n) / Double(n - 1)
        expectClose(leftOut, ownMean.map { factor * $0 }, tolerance: 1e-13)
      }
      let average = batches.moments { estimate($0) { others, _ in mean(others) } }.mean
      let exact = bandit.policyGradient(of: leaning, horizon: 1)
      expectClose(average, exact, tolerance: 1e-12, "N = \(n)")
    }
  }

  @Test("weighed by the return of another episode, the estimate has mean zero")
  func neighbour() {
    let pairs = corridor.trajectories(of: policy, horizon: 2).independentDraws(2)
    let mean = pairs.moments { pair in
      policy.score(along: pair[0]).map { (pair[1].discountedReturn - 0.7) * $0 }
    }.mean
    expectClose(mean, [0, 0, 0, 0, 0, 0], tolerance: 1e-14)
  }

  @Test("with rewards 50, 60, 100 every pulled arm rises; with b = 70 the poor arms fall")
  func threeArms() {
    let rewards = [50.0, 60, 100]
    let undecided = TabularPolicy.uniform(states: 1, actions: 3)
    func change(of arm: Int, pulling pulled: Int, baseline: Double) -> Double {
      let stepped = undecided.moved(
        along: undecided.score(of: pulled, in: 0), stepSize: 1e-4 * (rewards[pulled] - baseline))
      return stepped.probability(of: arm, in: 0) - 1.0 / 3
    }
    for arm in 0..<3 {
      #expect(change(of: arm, pulling: arm, baseline: 0) > 0)
      #expect((change(of: arm, pulling: arm, baseline: 70) > 0) == (arm == 2))
      for other in 0..<3 where other != arm {
        #expect(change(of: other, pulling: arm, baseline: 0) < 0, "not sampled, so it falls")
        #expect((change(of: other, pulling: arm, baseline: 70) > 0) == (arm != 2))
      }
    }
  }
}
