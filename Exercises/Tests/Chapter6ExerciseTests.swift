import Exercises
import TestSupport
import Testing

@Suite("Exercises of chapter 6", .stopsLoopsWithoutEnd)
struct Chapter6ExerciseTests {
  private let never = [Bool](repeating: false, count: 6)
  private let zeros = [Double](repeating: 0, count: 6)

  @Test("exercise 6.3: three steps that go on, worked by hand")
  func advantagesByHand() throws {
    // Residuals 1 + ½ · 4 − 2 = 1, 0 + ½ · 6 − 4 = −1, 2 + ½ · 8 − 6 = 0; γλ = ¼.
    let yours = try advantages(
      rewards: [1, 0, 2], values: [2, 4, 6], nextValues: [4, 6, 8],
      terminated: [false, false, false], truncated: [false, false, false], discount: 0.5,
      lambda: 0.5)
    expectAnswer("rewards 1, 0, 2, values 2, 4, 6, then 8, γ = λ = ½", yours, is: [0.75, -1, 0])
  }

  @Test("exercise 6.3: the chapter's two episodes: nothing leaks from one into the other")
  func advantagesOfTwoEpisodes() throws {
    let yours = try advantages(
      rewards: [0, 0, 1, 0, 0, 10], values: zeros, nextValues: zeros,
      terminated: [false, false, true, false, false, true], truncated: never, discount: 1,
      lambda: 1)
    expectAnswer(
      "rewards 0, 0, 1 (over), 0, 0, 10 (over), all values 0", yours, is: [1, 1, 1, 10, 10, 10])
  }

  @Test("exercise 6.3: what is cut off is worth its value, what is over is worth nothing")
  func advantagesAtBothEnds() throws {
    for (terminated, expected) in [(true, -4.0), (false, -4 + 0.9 * 10)] {
      let yours = try advantages(
        rewards: [1, 7], values: [5, 0], nextValues: [10, 0], terminated: [terminated, false],
        truncated: [!terminated, false], discount: 0.9, lambda: 1)
      expectAnswer(
        "an episode \(terminated ? "terminated" : "truncated") at its first step, V = 5, V′ = 10",
        yours, is: [expected, 7])
    }
  }

  @Test("exercise 6.3: one reward a step for ever, cut anywhere: the true critic sees no surprise")
  func advantagesOfEndlessLoop() throws {
    let truth = zeros.map { _ in 10.0 }
    let yours = try advantages(
      rewards: zeros.map { _ in 1 }, values: truth, nextValues: truth, terminated: never,
      truncated: [false, true, false, false, true, false], discount: 0.9, lambda: 0.95)
    expectAnswer("reward 1 for ever, V = 10, γ = 0.9, truncated twice", yours, is: zeros)
  }

  @Test("exercise 6.3: it is the sum (6.4), episode by episode", arguments: 1...4)
  func advantagesAreSums(seed: UInt64) throws {
    let (rewards, values) = (someNumbers(12, seed: seed), someNumbers(12, seed: 10 + seed))
    let marks = someNumbers(12, seed: 20 + seed)
    let terminated = marks.map { $0 > 0.6 }
    let truncated = marks.map { $0 < -0.6 }
    var nextValues = Array(values[1...]) + [0.3]
    for t in 0..<12 where truncated[t] { nextValues[t] = 5 }
    let sums = (0..<12).map { t in
      let end = (t..<12).first { terminated[$0] || truncated[$0] } ?? 11
      var (sum, factor) = (0.0, 1.0)
      for k in t...end {
        let next = terminated[k] ? 0 : nextValues[k]
        sum += factor * (rewards[k] + 0.9 * next - values[k])
        factor *= 0.9 * 0.8
      }
      return sum
    }
    let yours = try advantages(
      rewards: rewards, values: values, nextValues: nextValues, terminated: terminated,
      truncated: truncated, discount: 0.9, lambda: 0.8)
    expectAnswer("twelve steps in several episodes, γ = 0.9, λ = 0.8", yours, is: sums)
  }

  @Test("exercise 6.4: a critic that is right, one that says the same everywhere, one in between")
  func explainedVarianceByHand() throws {
    expectAnswer(
      "targets 1, 2, 6, values the same",
      try #require(try explainedVariance(values: [1, 2, 6], targets: [1, 2, 6])), is: 1)
    expectAnswer(
      "targets 1, 2, 6, values 5, 5, 5",
      try #require(try explainedVariance(values: [5, 5, 5], targets: [1, 2, 6])), is: 0)
    // Var(R) = 1, Var(R − V) = ¼.
    expectAnswer(
      "targets −1, 1, values −½, ½",
      try #require(try explainedVariance(values: [-0.5, 0.5], targets: [-1, 1])), is: 0.75)
    expectAnswer(
      "targets −1, 1, values 1, −1",
      try #require(try explainedVariance(values: [1, -1], targets: [-1, 1])), is: -3)
  }

  @Test("exercise 6.4: a constant error of the critic does not show in it")
  func explainedVarianceForgivesConstants() throws {
    let (values, targets) = (someNumbers(8, seed: 1), someNumbers(8, seed: 2))
    let plain = try #require(try explainedVariance(values: values, targets: targets))
    let shifted = try #require(
      try explainedVariance(values: values.map { $0 + 100 }, targets: targets))
    expectAnswer("eight values, 100 too high", shifted, is: plain)
  }

  @Test("exercise 6.4: where all targets are alike there is nothing to explain")
  func explainedVarianceOfConstants() throws {
    let yours = try explainedVariance(values: [1, 2], targets: [3, 3])
    #expect(yours == nil, "targets 3, 3: expected nil; you returned \(short(yours ?? .nan))")
  }
}
