import Proximal
import RealModule
import TestSupport
import Testing

@Suite("The clipped surrogate")
struct ObjectiveTests {
  @Test("(5.4) by hand, and as min(ρ, 1 + ε)A for good actions, max(ρ, 1 − ε)A for bad ones")
  func term() {
    for (ratio, advantage, expected) in [
      (1.1, 2.0, 2.2), (1.1, -2, -2.2), (0.5, 2, 1), (0.5, -2, -1.6), (1.5, 2, 2.4), (1.5, -2, -3),
    ] {
      let step = Step(ratio: ratio, advantage: advantage, clipRange: 0.2)
      expectClose(step.term.value, expected, tolerance: 1e-15)
    }
    for step in steps(1000, seed: 72) {
      let (r, a, e) = (step.ratio, step.advantage, step.clipRange)
      #expect(step.term.value == (a >= 0 ? min(r, 1 + e) * a : max(r, 1 - e) * a))
    }
  }

  @Test("(5.5) the batch's objective is the mean of its terms, in Double and in Float")
  func mean() {
    for clipRange in [0.1, 0.2, 0.7] {
      let sample = steps(257, seed: 73)
      let expected =
        sample.reduce(0) {
          $0 + clippedSurrogate($1.ratio, advantage: $1.advantage, clipRange: clipRange)
        } / 257
      let inDouble = batchObjective(
        sample.map { ($0.ratio, $0.advantage) }, clipRange: clipRange)
      expectClose(inDouble.value, expected, tolerance: 1e-14)
      let inFloat = batchObjective(
        sample.map { (Float($0.ratio), Float($0.advantage)) }, clipRange: clipRange)
      expectClose(inFloat.value, expected, tolerance: 1e-6)
    }
  }

  @Test("(5.6) −min(x, y) is max(−x, −y), to the bit, and the loss is the mean of the larger")
  func loss() {
    for step in steps(1000, seed: 74) {
      let (a, b) = (step.term.unclipped, step.term.clipped)
      #expect(-min(a, b) == max(-a, -b))
      // With one minus forgotten it is something else, unless the branches agree.
      #expect(a == b || max(-a, -b) != -max(a, b))
    }
    let sample = steps(100, seed: 79)
    // (1/N) Σ max(−ρA, −clip(ρ)A)
    let loss =
      sample.reduce(0) {
        $0 + max(-$1.ratio * $1.advantage, -clip($1.ratio, to: 0.8...1.2) * $1.advantage)
      } / 100
    let objective = batchObjective(sample.map { ($0.ratio, $0.advantage) }, clipRange: 0.2)
    expectClose(-objective.value, loss, tolerance: 1e-14)
  }

  @Test("(5.15) it is never above the plain surrogate, and below it exactly in cases 4 and 5")
  func pessimistic() {
    var below = 0
    for step in steps(2000, seed: 75) {
      let (value, plain) = (step.term.value, step.ratio * step.advantage)
      #expect(value <= plain)
      let isFourOrFive =
        step.advantage > 0 ? step.ratio > 1 + step.clipRange : step.ratio < 1 - step.clipRange
      #expect((value < plain) == isFourOrFive)
      if isFourOrFive { below += 1 }
    }
    #expect(below > 200)
    let sample = steps(64, seed: 76).map { (ratio: $0.ratio, advantage: $0.advantage) }
    #expect(
      batchObjective(sample, clipRange: 0.2).value
        < batchObjective(sample, clipRange: .infinity).value)
    // The clip alone bounds nothing from below: in cases 3 and 6 it is above ρA.
    let third = Step(ratio: 0.5, advantage: 1, clipRange: 0.2)
    #expect(third.term.clipped > third.term.unclipped)
  }

  @Test("(5.16) at the old policy it has the plain surrogate's value and slope, which is not 0")
  func tangent() {
    let advantages = [1.5, -0.7, 0.2, -2]
    let logProbabilities = [-0.3, -1.2, -2.5, -0.01]
    func both(_ clipRange: Double) -> ClippedSurrogate<Double> {
      var objective = ClippedSurrogate<Double>(clipRange: clipRange)
      objective.update(
        logProbabilities: logProbabilities, oldLogProbabilities: logProbabilities,
        advantages: advantages, rows: 4)
      return objective
    }
    let (clipped, plain) = (both(0.2), both(.infinity))
    #expect(clipped.value == plain.value && clipped.scoreWeights == plain.scoreWeights)
    #expect(clipped.scoreWeights == advantages.map { $0 / 4 })
    // And with a policy around it: the slope in the logits is the mean of A times the score.
    let z = [0.3, -0.5]
    let old = logSoftmax(z)
    let slope = gradient(
      of: { x in
        let new = logSoftmax(x)
        return clippedSurrogate(
          Dual<Double>.exp(new[1] - Dual(old[1])), advantage: 1.5, clipRange: 0.2)
      }, at: z)
    let score = TabularPolicy(logits: [z]).score(of: 1, in: 0)
    expectClose(slope, score.map { 1.5 * $0 }, tolerance: 1e-14)
    #expect(slope[1] > 0.5)
  }
}
