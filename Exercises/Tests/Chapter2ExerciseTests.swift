import Exercises
import Proximal
import Testing

@Suite("Exercises of chapter 2", .stopsLoopsWithoutEnd)
struct Chapter2ExerciseTests {
  @Test("exercise 2.7: the chapter's episode, and one with a discount")
  func toGoByHand() throws {
    expectAnswer(
      "rewards 5, 0, −2 with γ = 1", try returnsToGo([5, 0, -2], discount: 1), is: [3, -2, -2])
    expectAnswer(
      "rewards 1, 2, 4 with γ = ½", try returnsToGo([1, 2, 4], discount: 0.5), is: [3, 4, 4])
    expectAnswer("no rewards", try returnsToGo([], discount: 0.5), is: [])
  }

  @Test("exercise 2.7: it is the sum of (2.5), term by term")
  func toGoIsSum() throws {
    let rewards = someNumbers(7, seed: 1)
    let sums = rewards.indices.map { t in
      var (sum, factor) = (0.0, 1.0)
      for reward in rewards[t...] {
        sum += factor * reward
        factor *= 0.9
      }
      return sum
    }
    expectAnswer("seven rewards, γ = 0.9", try returnsToGo(rewards, discount: 0.9), is: sums)
  }

  @Test("exercise 2.7: 20,000 rewards of 1 are worth (1 − γ^(T−t)) / (1 − γ)")
  func toGoOfLongEpisode() throws {
    let yours = try returnsToGo([Double](repeating: 1, count: 20_000), discount: 0.99)
    try #require(yours.count == 20_000, "one return a step; got \(yours.count)")
    expectAnswer(
      "20,000 rewards of 1, γ = 0.99: G at the first step and at the last two",
      [yours[0], yours[19_998], yours[19_999]], is: [100, 1.99, 1])
  }

  @Test("exercise 2.8: two steps, worked by hand")
  func weightsByHand() throws {
    // G = (1 + ½ · 2, 2); less 10 and 20; the second counts a half.
    let yours = try scoreWeights(
      rewards: [1, 2], states: [0, 1], baseline: [10, 20], discount: 0.5)
    expectAnswer("rewards 1, 2, baselines 10, 20, γ = ½", yours, is: [-8, -9])
  }

  @Test("exercise 2.8: the baseline is that of the state, not of the step")
  func weightsUseStates() throws {
    let yours = try scoreWeights(
      rewards: [0, 0, 0], states: [2, 0, 2], baseline: [1, 50, 3], discount: 1)
    expectAnswer("states 2, 0, 2 with b = (1, 50, 3), nothing paid", yours, is: [-3, -1, -3])
  }

  @Test(
    "exercise 2.8: over all trajectories the mean is the gradient, for every baseline",
    arguments: [[0.0, 0, 0], [5, -1, 100]])
  func weightsAreUnbiased(baseline: [Double]) throws {
    let world = corridor.discounted(by: 0.8)
    var mean = [Double](repeating: 0, count: 6)
    for (tau, chance) in world.trajectories(of: policy, horizon: 4) {
      let weights = try scoreWeights(
        rewards: tau.rewards, states: tau.states, baseline: baseline, discount: 0.8)
      try #require(weights.count == tau.count, "one weight a step; got \(weights.count)")
      for (i, g) in policy.weightedScore(along: tau, weights: weights).enumerated() {
        mean[i] += chance * g
      }
    }
    expectAnswer(
      "the corridor's gradient with γ = 0.8, b = (\(short(baseline)))", mean,
      is: world.policyGradient(of: policy, horizon: 4))
  }

  @Test("exercise 2.9: no step, one step and two, worked by hand")
  func valuesByHand() throws {
    let fair = TabularPolicy.uniform(states: 3, actions: 2)
    expectAnswer("no steps left", try values(of: fair, in: corridor, steps: 0), is: [0, 0, 0])
    // One step rings a bell with chance ½, if you stand at one.
    expectAnswer(
      "a fair coin in the corridor, one step left", try values(of: fair, in: corridor, steps: 1),
      is: [0.5, 0, 1.5])
    // Left bell: ½ (1 + ½) + ½ (0.2 · ½ + 0.8 · 0). Middle: ½ · 0.8 · ½ + ½ · 0.8 · 1.5.
    // Right bell: ½ (3 + 1.5) + ½ (0.2 · 1.5 + 0.8 · 0).
    expectAnswer(
      "a fair coin in the corridor, two steps left", try values(of: fair, in: corridor, steps: 2),
      is: [0.8, 0.8, 2.4])
  }

  @Test("exercise 2.9: they are what all trajectories earn on average", arguments: 0..<3)
  func valuesAreAverages(start: Int) throws {
    let world = TabularMDP(
      transition: (0..<3).map { s in
        (0..<2).map { a in Array(corridor.nextStates(from: s, action: a)) }
      },
      reward: [[1, 0], [0, 0], [0, 3]], start: (0..<3).map { $0 == start ? 1 : 0 }, discount: 0.7)
    let average = world.trajectories(of: policy, horizon: 4).expectation { $0.discountedReturn }
    let yours = try values(of: policy, in: world, steps: 4)
    try #require(yours.count == 3, "three states, so three values; got \(yours.count)")
    expectAnswer("V(\(start)) with γ = 0.7, four steps left", yours[start], is: average)
  }
}
