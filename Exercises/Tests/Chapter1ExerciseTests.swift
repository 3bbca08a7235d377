import Exercises
import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Exercises of chapter 1", .stopsLoopsWithoutEnd)
struct Chapter1ExerciseTests {
  @Test("exercise 1.4: two episodes, worked by hand")
  func leaveOneOutByHand() throws {
    // Each is compared with the other: ½ (1 − 3) (1, 0) + ½ (3 − 1) (0, 1).
    let yours = try leaveOneOutEstimate(returns: [1, 3], scores: [[1, 0], [0, 1]])
    expectAnswer("returns 1 and 3, scores (1, 0) and (0, 1)", yours, is: [-1, 1])
  }

  @Test(
    "exercise 1.4: over all batches the mean is the gradient, not (N−1)/N of it", arguments: 2...4)
  func leaveOneOutIsUnbiased(n: Int) throws {
    let bandit = TabularMDP.bandit(rewards: [1, 5, 2])
    let leaning = TabularPolicy(logits: [[0.6, 0.0, -0.3]])
    let batches = bandit.trajectories(of: leaning, horizon: 1).independentDraws(n)
    var mean = [0.0, 0, 0]
    for (batch, chance) in batches {
      let yours = try leaveOneOutEstimate(
        returns: batch.map(\.discountedReturn), scores: batch.map { leaning.score(along: $0) })
      try #require(yours.count == 3, "three parameters, so three numbers; got \(yours.count)")
      for i in 0..<3 { mean[i] += chance * yours[i] }
    }
    expectAnswer(
      "the mean of ĝ over all batches of \(n) pulls", mean,
      is: bandit.policyGradient(of: leaning, horizon: 1))
  }

  @Test("exercise 1.4: it is N/(N−1) times the estimate with the batch's own mean")
  func leaveOneOutStretches() throws {
    let returns = someNumbers(5, seed: 1)
    let scores = (2...6).map { someNumbers(3, seed: $0) }
    let mean = returns.reduce(0, +) / 5
    let stretched = (0..<3).map { p in
      (0..<5).reduce(0) { $0 + (returns[$1] - mean) * scores[$1][p] / 5 } * 5 / 4
    }
    let yours = try leaveOneOutEstimate(returns: returns, scores: scores)
    expectAnswer("five episodes; 5/4 of the estimate of (1.15)", yours, is: stretched)
  }

  @Test("exercise 1.6: probabilities of ¼ and ¾, worked by hand")
  func scoreByHand() throws {
    let logits = [0, Double.log(3)]
    expectAnswer(
      "logits 0 and log 3, action 0", try softmaxScore(of: 0, logits: logits), is: [0.75, -0.75])
    expectAnswer(
      "logits 0 and log 3, action 1", try softmaxScore(of: 1, logits: logits), is: [-0.25, 0.25])
  }

  @Test("exercise 1.6: it is the derivative of log π(a), by dual numbers", arguments: 0..<3)
  func scoreIsDerivative(action: Int) throws {
    let logits = [0.3, -0.7, 1.1]
    let oracle = gradient(
      of: { z in
        z[action] - Dual<Double>.log(z.reduce(Dual<Double>(0)) { $0 + Dual<Double>.exp($1) })
      }, at: logits)
    expectAnswer(
      "logits 0.3, −0.7, 1.1, action \(action)", try softmaxScore(of: action, logits: logits),
      is: oracle)
  }

  @Test("exercise 1.6: large logits do not overflow")
  func scoreOfLargeLogits() throws {
    expectAnswer(
      "logits 1000, 1000, action 0", try softmaxScore(of: 0, logits: [1000, 1000]), is: [0.5, -0.5])
    expectAnswer(
      "logits −1000, −1000, action 1", try softmaxScore(of: 1, logits: [-1000, -1000]),
      is: [-0.5, 0.5])
  }

  @Test("exercise 1.7: two arms, worked by hand")
  func bestBaselineByHand() throws {
    // Scores (¾, −¾) and (−¼, ¼): squared lengths 9/8 and 1/8. E[R‖z‖²] = ¾ · 1/8, E‖z‖² = 3/8.
    let yours = try bestBaseline(
      chances: [0.25, 0.75], returns: [0, 1], scores: [[0.75, -0.75], [-0.25, 0.25]])
    expectAnswer("arms that pay 0 and 1, pulled with chances ¼ and ¾", yours, is: 0.25)
  }

  @Test("exercise 1.7: on the corridor no other baseline has less variance")
  func bestBaselineIsLowest() throws {
    let scores = trajectories.outcomes.map { policy.score(along: $0) }
    let best = try bestBaseline(
      chances: trajectories.probabilities,
      returns: trajectories.outcomes.map(\.discountedReturn), scores: scores)
    func variance(_ baseline: Double) -> Double {
      trajectories.moments { tau in
        policy.score(along: tau).map { (tau.discountedReturn - baseline) * $0 }
      }.totalVariance
    }
    for other in [best - 0.1, best + 0.1] {
      #expect(
        variance(best) < variance(other),
        """
        you returned \(short(best)), where the variance is \(short(variance(best))); \
        at \(short(other)) it is \(short(variance(other)))
        """)
    }
  }

  @Test("exercise 1.7: where all scores are of one length, it is the mean return")
  func bestBaselineIsMean() throws {
    let yours = try bestBaseline(
      chances: [0.5, 0.3, 0.2], returns: [1, 2, 10], scores: [[3, 4], [0, 5], [-5, 0]])
    expectAnswer("returns 1, 2, 10 with chances 0.5, 0.3, 0.2", yours, is: 3.1)
  }
}
