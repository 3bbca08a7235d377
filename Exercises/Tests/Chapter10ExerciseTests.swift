import Exercises
import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Exercises of chapter 10", .stopsLoopsWithoutEnd)
struct Chapter10ExerciseTests {
  /// Two prompts with three answers each: the chances of the reference, and rewards.
  private let reference = [[0.5, 0.3, 0.2], [0.1, 0.6, 0.3]]
  private let rewards = [[1.0, -0.5, 2], [4, 3, 6.5]]

  /// The best policy at a price, π_ref e^{R/β} / Z, for each prompt.
  private func best(beta: Double) -> [[Double]] {
    zip(reference, rewards).map { chances, rewards in
      let weights = zip(chances, rewards).map { $0 * .exp($1 / beta) }
      let sum = weights.reduce(0, +)
      return weights.map { $0 / sum }
    }
  }

  @Test("exercise 10.3: one comparison with a lead of log 3, and two, worked by hand")
  func directLossByHand() throws {
    // β (log 9 − log 1) = log 3, and Λ(log 3) = ¾.
    let lead = try directLoss(
      policy: (won: [.log(0.9)], lost: [.log(0.1)]),
      reference: (won: [.log(0.1)], lost: [.log(0.1)]), beta: 0.5)
    expectAnswer("β = ½, ratios 9 and 1", lead, is: .log(4.0 / 3))
    // The second lead is −log 3, and Λ(−log 3) = ¼.
    let both = try directLoss(
      policy: (won: [.log(0.9), .log(0.2)], lost: [.log(0.1), .log(0.9)]),
      reference: (won: [.log(0.1), .log(0.6)], lost: [.log(0.1), .log(0.3)]), beta: 0.5)
    expectAnswer(
      "β = ½, ratios 9 and 1, then ⅓ and 3", both, is: (Double.log(4.0 / 3) + .log(4)) / 2)
  }

  @Test("exercise 10.3: the reference itself knows no more than a coin")
  func directLossOfReference() throws {
    let (won, lost) = (someNumbers(5, seed: 1), someNumbers(5, seed: 2))
    let yours = try directLoss(policy: (won, lost), reference: (won, lost), beta: 0.8)
    expectAnswer("the policy is the reference, 5 comparisons", yours, is: .log(2))
  }

  @Test(
    "exercise 10.3: at the best policy of a reward it is the reward's own loss, (10.4)",
    arguments: [0.3, 0.8, 2])
  func directLossOfBestPolicy(beta: Double) throws {
    let policy = best(beta: beta)
    let verdicts = [(0, 0, 1), (0, 2, 0), (0, 1, 0), (1, 2, 1), (1, 1, 0), (1, 0, 1), (1, 0, 2)]
    func logs(_ chances: [[Double]]) -> (won: [Double], lost: [Double]) {
      (verdicts.map { .log(chances[$0.0][$0.1]) }, verdicts.map { .log(chances[$0.0][$0.2]) })
    }
    let expected = verdicts.map { prompt, won, lost in
      Double.log(1 + .exp(rewards[prompt][lost] - rewards[prompt][won]))
    }
    let yours = try directLoss(policy: logs(policy), reference: logs(reference), beta: beta)
    expectAnswer(
      "β = \(short(beta)), 7 comparisons of answers to two prompts", yours,
      is: expected.reduce(0, +) / 7)
  }

  @Test("exercise 10.3: leads of −1000 and 1000 do not overflow")
  func directLossOfLargeLeads() throws {
    for (lead, loss) in [(-1000.0, 1000.0), (1000, 0)] {
      let yours = try directLoss(
        policy: (won: [lead], lost: [0]), reference: (won: [0], lost: [0]), beta: 1)
      expectAnswer("a lead of \(short(lead))", yours, is: loss)
    }
  }

  @Test("exercise 10.4: of one, it is the distribution itself")
  func bestOfOne() throws {
    let yours = try bestOf(1, rewards: [3, -1, 2, 3], chances: [0.4, 0.3, 0.2, 0.1])
    expectAnswer("n = 1, chances 0.4, 0.3, 0.2, 0.1", yours, is: [0.4, 0.3, 0.2, 0.1])
  }

  @Test("exercise 10.4: the better of two, worked by hand, in whatever order they are listed")
  func bestOfTwoByHand() throws {
    expectAnswer(
      "n = 2, rewards 5, −1 with chances ½, ½",
      try bestOf(2, rewards: [5, -1], chances: [0.5, 0.5]), is: [0.75, 0.25])
    // At most 1: 0.25; at most 2: 0.49; at most 3: 1.
    expectAnswer(
      "n = 2, rewards 2, 3, 1 with chances 0.2, 0.3, 0.5",
      try bestOf(2, rewards: [2, 3, 1], chances: [0.2, 0.3, 0.5]), is: [0.24, 0.51, 0.25])
  }

  @Test("exercise 10.4: equals share in proportion; what is never written is never kept")
  func bestOfEquals() throws {
    expectAnswer(
      "n = 2, rewards 1, 0, 1 with chances 0.2, 0.5, 0.3",
      try bestOf(2, rewards: [1, 0, 1], chances: [0.2, 0.5, 0.3]), is: [0.3, 0.25, 0.45])
    expectAnswer(
      "n = 2, rewards 9, 0, 1 with chances 0, ½, ½",
      try bestOf(2, rewards: [9, 0, 1], chances: [0, 0.5, 0.5]), is: [0, 0.25, 0.75])
  }

  @Test("exercise 10.4: it is the count over all draws of n, in order", arguments: 1...5)
  func bestOfIsEnumerated(n: Int) throws {
    let rewards = [1.25, -1.5, 0.75, 1.25, 0]
    let one = FiniteDistribution(Array(0..<5), probabilities: [0.35, 0.25, 0.2, 0.15, 0.05])
    var kept = [0.0, 0, 0, 0, 0]
    for (draws, chance) in one.independentDraws(n) {
      let most = draws.map { rewards[$0] }.max()!
      kept[draws.first { rewards[$0] == most }!] += chance
    }
    let yours = try bestOf(n, rewards: rewards, chances: one.probabilities)
    expectAnswer("n = \(n), five answers, two of them equals", yours, is: kept)
  }

  @Test("exercise 10.4: the KL from the reference is at most log n − (n − 1)/n, and close to it")
  func bestOfStaysNear() throws {
    // A thousand answers, all different: so fine that the bound is nearly reached.
    let chances = [Double](repeating: 0.001, count: 1000)
    let rewards = someNumbers(1000, seed: 3)
    for n in [2, 4, 16] {
      let yours = try bestOf(n, rewards: rewards, chances: chances)
      try #require(yours.count == 1000, "1000 answers, so 1000 chances; got \(yours.count)")
      let divergence = yours.reduce(0) { $0 + ($1 > 0 ? $1 * .log($1 / 0.001) : 0) }
      let bound = Double.log(Double(n)) - Double(n - 1) / Double(n)
      #expect(
        divergence < bound && divergence > bound - 0.001,
        "n = \(n): the KL is \(short(divergence)); expected a little less than \(short(bound))")
    }
  }

  @Test("exercise 10.5: two answers and three, worked by hand")
  func weightsByHand() throws {
    // ½ (R₁ − R₂) (z₁ − z₂), (10.18).
    expectAnswer("rewards 1, 4", try leaveOneOutWeights([1, 4]), is: [-1.5, 1.5])
    // The means of the others are 5½, 4½ and 2; a third of −4½, −1½ and 6.
    expectAnswer("rewards 1, 3, 8", try leaveOneOutWeights([1, 3, 8]), is: [-1.5, -0.5, 2])
  }

  @Test(
    "exercise 10.5: over all draws of k from three arms the mean is the gradient", arguments: 2...4)
  func weightsAreUnbiased(k: Int) throws {
    let bandit = TabularMDP.bandit(rewards: [1, 5, 2])
    let leaning = TabularPolicy(logits: [[0.6, 0.0, -0.3]])
    var mean = [0.0, 0, 0]
    for (draws, chance) in bandit.trajectories(of: leaning, horizon: 1).independentDraws(k) {
      let yours = try leaveOneOutWeights(draws.map(\.discountedReturn))
      try #require(yours.count == k, "\(k) answers, so \(k) weights; got \(yours.count)")
      for (weight, tau) in zip(yours, draws) {
        for (i, z) in leaning.score(along: tau).enumerated() { mean[i] += chance * weight * z }
      }
    }
    expectAnswer(
      "the mean over all draws of \(k) of three arms", mean,
      is: bandit.policyGradient(of: leaning, horizon: 1))
  }

  @Test("exercise 10.5: what is added to a prompt never reaches the weights, to the bit")
  func weightsIgnoreShifts() throws {
    // Sixty-fourths, so that adding a round number makes no rounding error.
    for k in 2...7 {
      let rewards = someNumbers(k, seed: UInt64(k)).map { ($0 * 128).rounded() / 64 }
      let plain = try leaveOneOutWeights(rewards)
      try #require(plain.count == k, "\(k) answers, so \(k) weights; got \(plain.count)")
      for shift in [16.0, 1e6] {
        let shifted = try leaveOneOutWeights(rewards.map { $0 + shift })
        for (before, after) in zip(plain, shifted) where before != after {
          Issue.record(
            "\(k) answers, \(short(shift)) added to every reward: the weight \(before) is now \(after)"
          )
        }
      }
    }
  }
}
