import Exercises
import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Exercises of chapter 5", .stopsLoopsWithoutEnd)
struct Chapter5ExerciseTests {
  @Test(
    "exercise 5.8: the six cases with ϵ = 0.2",
    arguments: zip(
      [(0.5, 2.0), (1.1, 2), (1.5, 2), (0.5, -1), (0.9, -1), (1.5, -1)], [2.0, 2, 0, 0, -1, -1]))
  func slopeInSixCases(place: (ratio: Double, advantage: Double), expected: Double) throws {
    let yours = try clippedSlope(
      ratio: place.ratio, advantage: place.advantage, clipRange: 0.2)
    expectAnswer(
      "ρ = \(short(place.ratio)), A = \(short(place.advantage)), ϵ = 0.2", yours, is: expected)
  }

  @Test("exercise 5.8: it is the slope of (5.4) by central differences, away from the kinks")
  func slopeByDifferences() throws {
    for ratio in stride(from: 0.05, to: 2.5, by: 0.1) {
      for advantage in [-3.0, -0.5, 0.7, 2] {
        let oracle = centralDifference(
          of: { min($0[0] * advantage, min(max($0[0], 0.7), 1.3) * advantage) }, at: [ratio])
        let yours = try clippedSlope(ratio: ratio, advantage: advantage, clipRange: 0.3)
        expectAnswer(
          "ρ = \(short(ratio)), A = \(short(advantage)), ϵ = 0.3", yours, is: oracle[0],
          tolerance: 1e-8)
      }
    }
  }

  @Test("exercise 5.8: at ρ = 1 it is A, whatever ϵ; and where A is zero it is zero")
  func slopeAtTheStart() throws {
    for advantage in [-2.0, 3] {
      expectAnswer(
        "ρ = 1, A = \(short(advantage)), ϵ = 0.01",
        try clippedSlope(ratio: 1, advantage: advantage, clipRange: 0.01), is: advantage)
    }
    expectAnswer(
      "ρ = 1.1, A = 0, ϵ = 0.2", try clippedSlope(ratio: 1.1, advantage: 0, clipRange: 0.2), is: 0)
  }

  private func loss(ratios: [Double], advantages: [Double], clipRange: Double = 0.2) throws
    -> Double
  {
    // π_old = 0.3 for every action, so that neither logarithm is zero.
    try clippedLoss(
      logProbabilities: ratios.map { .log(0.3 * $0) },
      oldLogProbabilities: ratios.map { _ in .log(0.3) }, advantages: advantages,
      clipRange: clipRange)
  }

  @Test("exercise 5.9: one step at a time, worked by hand")
  func lossByHand() throws {
    for (ratio, advantage, expected) in [
      (1.5, 1.0, -1.2), (0.5, 1, -0.5), (1.5, -1, 1.5), (0.5, -1, 0.8), (1.1, 2, -2.2),
    ] {
      expectAnswer(
        "one step with ρ = \(ratio), A = \(short(advantage)), ϵ = 0.2",
        try loss(ratios: [ratio], advantages: [advantage]), is: expected)
    }
  }

  @Test("exercise 5.9: a batch counts by its mean, and each step is clipped for itself")
  func lossIsMean() throws {
    // Objective: min(1.5, 1.2) and min(−0.5, −0.8), together 0.4.
    expectAnswer(
      "ρ = 1.5, 0.5 with A = 1, −1, ϵ = 0.2", try loss(ratios: [1.5, 0.5], advantages: [1, -1]),
      is: -0.2)
    let (ratios, advantages) = (someNumbers(9, seed: 1).map { 1 + $0 / 2 }, someNumbers(9, seed: 2))
    let terms = zip(ratios, advantages).map {
      ClippedSurrogateTerm(ratio: $0, advantage: $1, clipRange: 0.1).value
    }
    expectAnswer(
      "nine steps, ϵ = 0.1", try loss(ratios: ratios, advantages: advantages, clipRange: 0.1),
      is: -terms.reduce(0, +) / 9)
  }

  @Test("exercise 5.9: it is never below the loss without a clip")
  func lossIsPessimistic() throws {
    let (ratios, advantages) = (someNumbers(20, seed: 3).map { 1 + $0 }, someNumbers(20, seed: 4))
    let plain = -zip(ratios, advantages).reduce(0) { $0 + $1.0 * $1.1 } / 20
    let yours = try loss(ratios: ratios, advantages: advantages)
    #expect(
      yours >= plain - 1e-12,
      "without a clip the loss is \(short(plain)), and you returned \(short(yours)), which is less")
  }

  @Test("exercise 5.10: a single action with ρ = 2, worked by hand")
  func estimatesByHand() throws {
    let yours = try divergenceEstimates(
      logProbabilities: [.log(0.8)], oldLogProbabilities: [.log(0.4)])
    let log2 = Double.log(2)
    expectAnswer(
      "π_θ = 0.8, π_old = 0.4: k₁, k₂, k₃", [yours.k1, yours.k2, yours.k3],
      is: [-log2, log2 * log2 / 2, 1 - log2])
  }

  @Test("exercise 5.10: over both actions of a fair coin k₁ and k₃ are the KL, k₂ is not quite")
  func estimatesOfFairCoin() throws {
    for q in [0.55, 0.9] {
      // One sample of each action is the exact expectation, since the old policy is fair.
      let yours = try divergenceEstimates(
        logProbabilities: [.log(q), .log(1 - q)], oldLogProbabilities: [.log(0.5), .log(0.5)])
      let divergence = Double.log(0.5 / q) / 2 + Double.log(0.5 / (1 - q)) / 2
      expectAnswer(
        "½, ½ against \(q): the mean of k₁ and of k₃", [yours.k1, yours.k3],
        is: [divergence, divergence])
      let squares = [Double.log(2 * q), .log(2 - 2 * q)].map { $0 * $0 }
      expectAnswer(
        "½, ½ against \(q): the mean of k₂", yours.k2, is: (squares[0] + squares[1]) / 4)
    }
  }

  @Test("exercise 5.10: k₃ is never negative, for any action")
  func thirdEstimateIsPositive() throws {
    for logRatio in someNumbers(20, seed: 5) {
      let yours = try divergenceEstimates(
        logProbabilities: [logRatio - 2], oldLogProbabilities: [-2])
      #expect(yours.k3 >= 0, "log ρ = \(short(logRatio)): k₃ ≥ 0; you returned \(short(yours.k3))")
      #expect(yours.k2 >= 0, "log ρ = \(short(logRatio)): k₂ ≥ 0; you returned \(short(yours.k2))")
    }
  }
}
