import Proximal
import TestSupport
import Testing

@Suite("FiniteDistribution")
struct FiniteDistributionTests {
  let coins = FiniteDistribution([0.0, 10, 20], probabilities: [0.5, 0.3, 0.2])

  @Test("mean 7 and variance 61, summed on paper")
  func byHand() {
    expectClose(coins.expectation { $0 }, 7, tolerance: 1e-15)
    let moments = coins.moments { [$0, 1 - $0] }
    expectClose(moments.mean, [7, -6], tolerance: 1e-15)
    expectClose(moments.variance, [61, 61], tolerance: 1e-14)
    expectClose(moments.totalVariance, 122, tolerance: 1e-14)
  }

  @Test("a variance of 61 survives a mean of a billion")
  func largeMean() {
    expectClose(coins.moments { [$0 + 1e9] }.variance, [61], tolerance: 1e-12)
  }

  @Test("two draws are nine pairs in order, with products for probabilities")
  func pairs() {
    let pairs = coins.independentDraws(2)
    #expect(pairs.count == 9)
    #expect(pairs[1].outcome == [0, 10])
    #expect(pairs[3].outcome == [10, 0])
    expectClose(pairs[5].probability, 0.3 * 0.2, tolerance: 1e-15)
    expectClose(pairs.probabilities.reduce(0, +), 1, tolerance: 1e-15)
  }

  @Test("the mean of N independent draws has a variance N times smaller", arguments: 1...4)
  func meanOfDraws(count n: Int) {
    let moments = coins.independentDraws(n).moments { [$0.reduce(0, +) / Double(n)] }
    expectClose(moments.mean, [7], tolerance: 1e-14)
    expectClose(moments.variance, [61 / Double(n)], tolerance: 1e-13)
  }

  @Test(
    "the batch's own mean as baseline shrinks the expected gradient by (N − 1)/N", arguments: 2...4)
  func batchMeanBaseline(count n: Int) {
    let bandit = TabularMDP.bandit(rewards: [1, 5, 2])
    let policy = TabularPolicy(logits: [[0.3, -0.7, 1.1]])
    let batches = bandit.trajectories(of: policy, horizon: 1).independentDraws(n)
    let moments = batches.moments { batch in
      let mean = batch.reduce(0) { $0 + $1.discountedReturn } / Double(n)
      let terms = batch.map {
        policy.weightedScore(along: $0, weights: [$0.discountedReturn - mean])
      }
      return (0..<3).map { i in terms.reduce(0) { $0 + $1[i] } / Double(n) }
    }
    let shrink = Double(n - 1) / Double(n)
    expectClose(
      moments.mean, bandit.policyGradient(of: policy).map { shrink * $0 }, tolerance: 1e-13)
  }

  @Test("an enumeration that would not fit stops the program and says how large it is")
  func tooMany() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let die = FiniteDistribution([1, 2, 3, 4], probabilities: [0.25, 0.25, 0.25, 0.25])
      _ = die.independentDraws(11)
    }
    expectMessage(result, "4194304 outcomes are too many to enumerate")
  }
}
