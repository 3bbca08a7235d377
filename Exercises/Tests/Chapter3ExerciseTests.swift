import Exercises
import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Exercises of chapter 3", .stopsLoopsWithoutEnd)
struct Chapter3ExerciseTests {
  /// Var_{x ~ q}[ρ f], written out from its definition.
  private func variance(_ q: [Double], target: [Double], gains: [Double]) -> Double {
    let mean = zip(target, gains).reduce(0) { $0 + $1.0 * $1.1 }
    return q.indices.reduce(0) { sum, x in
      let weighted = target[x] / q[x] * gains[x]
      return sum + q[x] * (weighted - mean) * (weighted - mean)
    }
  }

  @Test("exercise 3.4: two outcomes, worked by hand; a loss counts like a gain")
  func proposalByHand() throws {
    for gains in [[1.0, 3], [-1, 3], [2, -6]] {
      let yours = try bestProposal(target: [0.5, 0.5], gains: gains)
      expectAnswer("p = (½, ½), f = (\(short(gains)))", yours, is: [0.25, 0.75])
    }
    let yours = try bestProposal(target: [0.8, 0.2], gains: [1, 1])
    expectAnswer("p = (0.8, 0.2), f = (1, 1)", yours, is: [0.8, 0.2])
  }

  @Test("exercise 3.4: with the chapter's gains, all positive, the variance is zero")
  func proposalOfPositiveGains() throws {
    let (target, gains) = ([0.5, 0.3, 0.2], [5.0, 6, 8])
    let yours = try bestProposal(target: target, gains: gains)
    try #require(yours.count == 3, "three outcomes, so three chances; got \(yours.count)")
    expectAnswer(
      "the variance of ρ f with your q = (\(short(yours)))",
      variance(yours, target: target, gains: gains), is: 0)
  }

  @Test("exercise 3.4: with gains of either sign no other q does better")
  func proposalIsBest() throws {
    let (target, gains) = ([0.4, 0.3, 0.2, 0.1], [1.0, -2, 3, -7])
    let yours = try bestProposal(target: target, gains: gains)
    try #require(yours.count == 4, "four outcomes, so four chances; got \(yours.count)")
    let best = variance(yours, target: target, gains: gains)
    for x in 0..<4 {
      var other = yours
      other[x] += 0.01
      other[(x + 1) % 4] -= 0.01
      let worse = variance(other, target: target, gains: gains)
      #expect(
        best < worse,
        "your q = (\(short(yours))) has variance \(short(best)), (\(short(other))) \(short(worse))")
    }
  }

  @Test("exercise 3.6: equal weights, ratios 1 and 3, and one that outweighs all")
  func sampleSizeByHand() throws {
    expectAnswer("four ratios of 1", try effectiveSampleSize(logRatios: [0, 0, 0, 0]), is: 4)
    expectAnswer(
      "ratios 1 and 3", try effectiveSampleSize(logRatios: [0, .log(3)]), is: 1.6)
    expectAnswer(
      "one ratio of 1 and two of 10⁻³⁰",
      try effectiveSampleSize(logRatios: [0, .log(1e-30), .log(1e-30)]), is: 1)
  }

  @Test("exercise 3.6: the logarithms 800, 800 and 0 do not overflow, nor −800 underflow")
  func sampleSizeOfLargeRatios() throws {
    expectAnswer(
      "log ratios 800, 800, 0", try effectiveSampleSize(logRatios: [800, 800, 0]), is: 2)
    expectAnswer(
      "log ratios −800, −800", try effectiveSampleSize(logRatios: [-800, -800]), is: 2)
  }

  @Test("exercise 3.6: many samples of the two coins come to 1 / (1 + χ²) of n")
  func sampleSizeApproachesItsLimit() throws {
    // p = (0.6, 0.4), q = (½, ½), and a sample in exactly these proportions: χ² = 0.04.
    let logRatios = (0..<1000).map { $0 % 2 == 0 ? Double.log(1.2) : .log(0.8) }
    let yours = try effectiveSampleSize(logRatios: logRatios)
    expectAnswer("500 ratios of 1.2 and 500 of 0.8", yours, is: 1000 / 1.04)
  }

  @Test("exercise 3.7: two samples, worked by hand")
  func selfNormalisedByHand() throws {
    let yours = try selfNormalisedMean(values: [5, 8], ratios: [1, 3])
    expectAnswer("f = 5, 8 with ratios 1, 3", yours, is: 7.25)
  }

  @Test("exercise 3.7: it moves with a constant, and not at all with the scale of the ratios")
  func selfNormalisedMovesWithConstants() throws {
    let (values, ratios) = (someNumbers(6, seed: 1), someNumbers(6, seed: 2).map { $0 + 1.5 })
    let plain = try selfNormalisedMean(values: values, ratios: ratios)
    expectAnswer(
      "10 added to every f", try selfNormalisedMean(values: values.map { $0 + 10 }, ratios: ratios),
      is: plain + 10)
    expectAnswer(
      "every ratio seven times as large",
      try selfNormalisedMean(values: values, ratios: ratios.map { 7 * $0 }), is: plain)
  }

  @Test("exercise 3.7: it never leaves the range of f; one sample is all there is")
  func selfNormalisedStaysInRange() throws {
    for ratio in [1e-3, 1, 1e3] {
      let yours = try selfNormalisedMean(values: [7], ratios: [ratio])
      expectAnswer("f = 7 alone, with ratio \(ratio)", yours, is: 7)
    }
    let yours = try selfNormalisedMean(values: [-1, 2, 5], ratios: [100, 0, 300])
    expectAnswer("f = −1, 2, 5 with ratios 100, 0, 300", yours, is: 3.5)
  }

  @Test("exercise 3.8: three steps, worked by hand")
  func perDecisionByHand() throws {
    // ρ up to each step: 2, 1, 3.
    let yours = try perDecisionReturn(rewards: [1, 2, 4], ratios: [2, 0.5, 3])
    expectAnswer("rewards 1, 2, 4 with ratios 2, ½, 3", yours, is: 16)
  }

  @Test("exercise 3.8: over all old trajectories its mean is the new return, step by step")
  func perDecisionIsUnbiased() throws {
    let new = TabularPolicy(logits: [[-0.5, 0.5], [0.8, -0.2], [0.1, 1.3]])
    var mean = 0.0
    for (tau, chance) in trajectories {
      let ratios = (0..<tau.count).map { t in
        new.probability(of: tau.actions[t], in: tau.states[t])
          / policy.probability(of: tau.actions[t], in: tau.states[t])
      }
      mean += chance * (try perDecisionReturn(rewards: tau.rewards, ratios: ratios))
    }
    expectAnswer(
      "the return of another policy in the corridor", mean,
      is: corridor.expectedReturn(of: new, horizon: 3))
  }

  @Test("exercise 3.8: a ratio has no say in what was paid before it")
  func perDecisionLeavesThePastAlone() throws {
    let yours = try perDecisionReturn(rewards: [1, 0, 0], ratios: [2, 100, 100])
    expectAnswer("reward 1 at the first step, ratios 2, 100, 100", yours, is: 2)
  }
}
