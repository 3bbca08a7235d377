import Exercises
import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Exercises of chapter 8", .stopsLoopsWithoutEnd)
struct Chapter8ExerciseTests {
  @Test("exercise 8.8: three logits, the middle one masked, worked by hand")
  func maskByHand() throws {
    let logits = [0, 5, Double.log(3)]
    let allowed = [true, false, true]
    expectAnswer(
      "logits 0, 5, log 3, the middle one masked",
      try maskedChances(logits: logits, allowed: allowed), is: [0.25, 0, 0.75])
    expectAnswer(
      "the score of action 2 there", try maskedScore(of: 2, logits: logits, allowed: allowed),
      is: [-0.25, 0, 0.25])
  }

  @Test(
    "exercise 8.8: a masked logit does not matter, be it 1000 or −1000", arguments: [1000, -1000])
  func maskedLogitDoesNotMatter(logit: Double) throws {
    let allowed = [false, true, true]
    expectAnswer(
      "logits \(short(logit)), 1, 1, the first masked",
      try maskedChances(logits: [logit, 1, 1], allowed: allowed), is: [0, 0.5, 0.5])
    expectAnswer(
      "the score of action 1 there",
      try maskedScore(of: 1, logits: [logit, 1, 1], allowed: allowed), is: [0, 0.5, -0.5])
  }

  @Test("exercise 8.8: the score is the derivative of log π(a) in every logit, by differences")
  func maskedScoreByDifferences() throws {
    let (logits, allowed) = ([0.3, -0.4, 1.2, 0.1, -2], [true, false, true, true, false])
    for action in [0, 2, 3] {
      let oracle = centralDifference(
        of: { z in
          let sum = z.indices.reduce(0) { $0 + (allowed[$1] ? Double.exp(z[$1]) : 0) }
          return z[action] - Double.log(sum)
        }, at: logits)
      expectAnswer(
        "five logits, the second and the last masked, action \(action)",
        try maskedScore(of: action, logits: logits, allowed: allowed), is: oracle, tolerance: 1e-8)
    }
  }

  @Test("exercise 8.8: without a mask it is the plain softmax")
  func maskOfEverything() throws {
    let logits = someNumbers(4, seed: 1)
    expectAnswer(
      "four logits, all allowed",
      try maskedChances(logits: logits, allowed: [true, true, true, true]),
      is: Categorical(logits: logits).probabilities)
  }

  @Test(
    "exercise 8.9: three cells and a coin, worked by hand",
    arguments: zip([0, 1, 2, 3, 4], [0, 0, 0.25, 0.375, 0.5]))
  func luckByHand(steps: Int, expected: Double) throws {
    // 0 and 1 are cells, 2 is the goal; left at the wall stays. The goal's own row is a trap.
    let yours = try goalChance(
      next: [[0, 1], [0, 2], [0, 0]], chances: [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]], start: 0,
      goal: 2, steps: steps)
    expectAnswer("two cells and the goal, a fair coin, \(steps) steps", yours, is: expected)
  }

  @Test("exercise 8.9: it is what listing all sequences of actions gives", arguments: 1...3)
  func luckByEnumeration(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let next = (0..<5).map { _ in (0..<3).map { _ in Int.random(in: 0..<5, using: &generator) } }
    let chances = (0..<5).map { _ in
      let weights = (0..<3).map { _ in Double.random(in: 0.1...1, using: &generator) }
      return weights.map { $0 / weights.reduce(0, +) }
    }
    func success(from state: Int, steps: Int) -> Double {
      if state == 4 { return 1 }
      if steps == 0 { return 0 }
      return (0..<3).reduce(0) {
        $0 + chances[state][$1] * success(from: next[state][$1], steps: steps - 1)
      }
    }
    let yours = try goalChance(next: next, chances: chances, start: 0, goal: 4, steps: 6)
    expectAnswer("a random world of five states, six steps", yours, is: success(from: 0, steps: 6))
  }

  @Test("exercise 8.9: in the empty room of 5 × 5 it is the chapter's number, 100 steps")
  func luckInTheEmptyRoom() throws {
    let states = MiniGridStateSpace(of: EmptyRoom(size: 5))
    let (actions, goal) = (states.actionCount, states.count)
    // The core marks the moves that end on the goal; here they lead to one state more.
    var next = (0..<states.count).map { s in
      (0..<actions).map { a in
        let place = s * actions + a
        return states.events[place] == .nothing ? states.next[place] : goal
      }
    }
    next.append([Int](repeating: goal, count: actions))
    let row = [Double](repeating: 1 / Double(actions), count: actions)
    let yours = try goalChance(
      next: next, chances: next.map { _ in row }, start: states.starts[0], goal: goal, steps: 100)
    let outcome = states.outcome(of: states.uniformPolicy, timeLimit: 100)
    expectAnswer("the empty room of 5 × 5, 100 steps", yours, is: outcome.success)
  }

  @Test("exercise 8.10: two heads, worked by hand")
  func headsByHand() throws {
    // Chances ¼, ¾ and ½, ½.
    let logits = [[0, Double.log(3)], [2, 2]]
    expectAnswer(
      "log π of the second and the first choice, chances ¾ and ½",
      try logProbability(of: [1, 0], logits: logits), is: .log(0.375))
    expectAnswer(
      "the entropy of chances ¼, ¾ and ½, ½", try entropy(ofHeads: logits),
      is: -0.25 * .log(0.25) - 0.75 * .log(0.75) + .log(2))
  }

  @Test("exercise 8.10: over all combinations probabilities sum to 1 and −Σ π log π is the entropy")
  func headsByEnumeration() throws {
    let logits = [someNumbers(2, seed: 1), someNumbers(4, seed: 2), someNumbers(3, seed: 3)]
    var (sum, entropySum) = (0.0, 0.0)
    for first in 0..<2 {
      for second in 0..<4 {
        for third in 0..<3 {
          let log = try logProbability(of: [first, second, third], logits: logits)
          sum += Double.exp(log)
          entropySum -= Double.exp(log) * log
        }
      }
    }
    expectAnswer("the sum of the 24 chances of three heads", sum, is: 1)
    let oracle = logits.reduce(0) { $0 + Categorical(logits: $1).entropy }
    expectAnswer("−Σ π log π over the 24 combinations", entropySum, is: oracle)
    expectAnswer("the entropy of the three heads", try entropy(ofHeads: logits), is: oracle)
  }

  @Test("exercise 8.10: logits of 1000 do not overflow, and a rare choice does not become −∞")
  func headsWithLargeLogits() throws {
    expectAnswer(
      "one head, logits 1000, 1000", try logProbability(of: [0], logits: [[1000, 1000]]),
      is: -.log(2))
    expectAnswer(
      "one head, logits 0, 800, the first choice",
      try logProbability(of: [0], logits: [[0, 800]]), is: -800)
    expectAnswer(
      "the entropy of logits 1000, 1000", try entropy(ofHeads: [[1000, 1000]]), is: .log(2))
  }
}
