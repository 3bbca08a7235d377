import Proximal
import RealModule
import TestSupport
import Testing

@Suite("ClippedSurrogate")
struct ClippedSurrogateTests {
  /// Ratios on both sides of the bounds and inside, each with both signs of the advantage.
  private let ratios = [0.5, 0.5, 0.7, 0.7, 1, 1, 1.3, 1.3, 1.5, 1.5]
  private let advantages = [2.0, -1, 0.5, -3, 1, -2, 4, -0.25, 1, -1]

  private func updated<Scalar: NetworkScalar>(
    _ type: Scalar.Type, clipRange: Double = 0.2
  ) -> ClippedSurrogate<Scalar> {
    var surrogate = ClippedSurrogate<Scalar>(clipRange: clipRange)
    surrogate.update(
      logProbabilities: ratios.map { Scalar(Double.log($0 * 0.3)) },
      oldLogProbabilities: ratios.map { _ in Scalar(Double.log(0.3)) },
      advantages: advantages.map { Scalar($0) }, rows: 10)
    return surrogate
  }

  @Test("a hand-worked batch: ratios 2, 0.5, 1 and 0.5")
  func handWorked() {
    var surrogate = ClippedSurrogate<Double>(clipRange: 0.25)
    surrogate.update(
      logProbabilities: [0.6, 0.2, 0.5, 0.2].map { Double.log($0) },
      oldLogProbabilities: [0.3, 0.4, 0.5, 0.4].map { Double.log($0) },
      advantages: [1, -2, 6, 4], rows: 4)
    // min(2, 1.25) + min(−1, −1.5) + 6 + min(2, 3)
    expectClose(surrogate.value, (1.25 - 1.5 + 6 + 2) / 4, tolerance: 1e-15)
    expectClose(surrogate.scoreWeights, [0, 0, 1.5, 0.5], tolerance: 1e-15)
    expectClose(surrogate.clipFraction, 0.75, tolerance: 0)
    // (2 − 1 − log 2) + 2 (½ − 1 + log 2)
    expectClose(surrogate.approximateKL, Double.log(2) / 4, tolerance: 1e-15)
  }

  @Test("a batch is the mean of its terms, in double and in single precision")
  func terms() {
    let terms = zip(ratios, advantages).map {
      ClippedSurrogateTerm(ratio: $0, advantage: $1, clipRange: 0.2)
    }
    let value = terms.reduce(0) { $0 + $1.value } / 10
    let weights = terms.map { $0.derivative * $0.ratio / 10 }
    let (double, single) = (updated(Double.self), updated(Float.self))
    expectClose(double.value, value, tolerance: 1e-15)
    expectClose(double.scoreWeights, weights, tolerance: 1e-15)
    expectClose(single.value, value, tolerance: 1e-6)
    expectClose(single.scoreWeights.map { Double($0) }, weights, tolerance: 1e-6)
    expectClose(single.ratios.map { Double($0) }, ratios, tolerance: 1e-6)
  }

  @Test("eight of ten ratios are outside, and four of ten steps have no gradient")
  func fractions() {
    let surrogate = updated(Float.self)
    #expect(surrogate.clipFraction == 0.8)
    #expect(surrogate.scoreWeights.count { $0 == 0 } == 4)
    #expect(updated(Double.self).clipFraction == 0.8)
  }

  @Test("without a clip it is the plain surrogate, to the bit")
  func unclipped() {
    var plain = Surrogate<Float>()
    plain.update(
      logProbabilities: ratios.map { Float(Double.log($0 * 0.3)) },
      oldLogProbabilities: ratios.map { _ in Float(Double.log(0.3)) },
      advantages: advantages.map { Float($0) }, rows: 10)
    let clipped = updated(Float.self, clipRange: .infinity)
    #expect(clipped.value == plain.value)
    #expect(clipped.scoreWeights == plain.scoreWeights)
    #expect(clipped.clipFraction == 0)
    #expect(updated(Float.self).value < plain.value)
  }

  @Test("a ratio exactly on a bound keeps its gradient, in the batch as in the term")
  func onTheBound() {
    // The bound is put where the ratio is, since no ratio need be exactly where a bound is.
    var surrogate = ClippedSurrogate<Double>(clipRange: 0.5)
    surrogate.update(
      logProbabilities: [Double.log(1.5)], oldLogProbabilities: [0], advantages: [2], rows: 1)
    let ratio = surrogate.ratios[0]
    var onBound = ClippedSurrogate<Double>(clipRange: ratio - 1)
    onBound.update(
      logProbabilities: [Double.log(1.5)], oldLogProbabilities: [0], advantages: [2], rows: 1)
    #expect(1 + onBound.clipRange == ratio, "the ratio is the bound itself")
    #expect(onBound.scoreWeights[0] == 2 * ratio)
    #expect(onBound.clipFraction == 0)
  }

  @Test(
    "at the old policy every ratio is 1, nothing is clipped and the weights are A/N, to the bit")
  func atTheOldPolicy() {
    var surrogate = ClippedSurrogate<Float>(clipRange: 0.2)
    surrogate.update(
      logProbabilities: [-0.7, -1.3], oldLogProbabilities: [-0.7, -1.3], advantages: [3, -1],
      rows: 2)
    #expect(surrogate.ratios == [1, 1])
    #expect(surrogate.scoreWeights == [1.5, -0.5])
    #expect(surrogate.value == 1)
    #expect(surrogate.approximateKL == 0)
  }

  @Test("the approximate divergence is never negative, and its mean is the divergence")
  func divergence() {
    // Over all actions, weighted by π_old: Σ π_old (ρ − 1 − log ρ) = KL(π_old‖π).
    let (old, new) = (Categorical(logits: [0.3, -0.7, 1.1]), Categorical(logits: [0.0, 0.5, 0.9]))
    var mean = 0.0
    for action in 0..<3 {
      var surrogate = ClippedSurrogate<Double>(clipRange: 0.2)
      surrogate.update(
        logProbabilities: [new.logProbabilities[action]],
        oldLogProbabilities: [old.logProbabilities[action]], advantages: [0], rows: 1)
      #expect(surrogate.approximateKL >= 0)
      mean += old.probabilities[action] * surrogate.approximateKL
    }
    expectClose(mean, old.divergence(to: new), tolerance: 1e-15)
  }

  @Test("in single precision neither is that of two policies that are nearly the same")
  func nearDivergence() {
    for step in 0..<400 {
      // log ρ from about 10⁻¹ down to 10⁻⁷, either way.
      let (old, sign) = (-1 - Float(step % 7), Float(step.isMultiple(of: 2) ? 1 : -1))
      let new = old + sign * Float.pow(10, -1 - Float(step) * 6 / 400)
      var surrogate = ClippedSurrogate<Float>(clipRange: 0.2)
      surrogate.update(
        logProbabilities: [new], oldLogProbabilities: [old], advantages: [0], rows: 1)
      // Their difference is exact in Double, and so is ½x² but for x³ / 6.
      let x = Double(new) - Double(old)
      #expect(surrogate.approximateKL >= 0)
      #expect(abs(surrogate.approximateKL - x * x / 2) <= abs(x * x * x) / 5 + 1e-16 * abs(x))
    }
  }

  @Test("a smaller batch after a larger one counts its own rows alone")
  func shrinking() {
    var surrogate = ClippedSurrogate<Double>(clipRange: 0.2)
    let zeros = [0.0, 0, 0]
    surrogate.update(
      logProbabilities: [0, 0, 5], oldLogProbabilities: zeros, advantages: [1, 2, 3], rows: 3)
    surrogate.update(
      logProbabilities: [0, 0, 5], oldLogProbabilities: zeros, advantages: [1, 2, 3], rows: 2)
    #expect(surrogate.value == 1.5)
    #expect(surrogate.clipFraction == 0)
    #expect(surrogate.scoreWeights[..<2] == [0.5, 1])
  }

  @Test(
    "its score weights give the gradient with respect to the logits: automatic and by differences")
  func gradientByDuals() {
    let example = ClipExample()
    let rows = example.gradient()
    expectClose(
      rows, gradient(of: { example.value($0) }, at: example.logits), tolerance: 1e-14)
    func value(_ logits: [Double]) -> Double { example.value(logits.map { Dual($0) }).value }
    expectClose(rows, centralDifference(of: value, at: example.logits), tolerance: 1e-9)
    let order = observedOrder(
      of: { centralDifference(of: value, at: example.logits, step: $0) }, step: 0.02)
    expectClose(order, 2, tolerance: 0.05)
  }

  @Test("a dual clip by hand: ratios 2, 4, 4 and 0.5; it acts on A < 0 beyond c alone")
  func dualClip() {
    var surrogate = ClippedSurrogate<Double>(clipRange: 0.25, dualClip: 3)
    surrogate.update(
      logProbabilities: [2, 4, 4, 0.5].map { Double.log($0) },
      oldLogProbabilities: [0, 0, 0, 0], advantages: [-1, -2, 2, -4], rows: 4)
    // −2 + max(−8, −6) + min(8, 2.5) + min(−2, −3)
    expectClose(surrogate.value, (-2 - 6 + 2.5 - 3) / 4, tolerance: 1e-14)
    expectClose(surrogate.scoreWeights, [-0.5, 0, 0, 0], tolerance: 1e-14)
    expectClose(surrogate.clipFraction, 1, tolerance: 0)
  }

  @Test("on the dual clip's bound the slope towards ρ = 1 is kept, in the batch as in the term")
  func dualClipOnItsBound() {
    // A bound that is a ratio to the bit: the one that the exponential gives.
    let ratio = Double(probabilityRatios(logProbabilities: [Float(1.25)], old: [0])[0])
    var surrogate = ClippedSurrogate<Float>(clipRange: 0.2, dualClip: ratio)
    surrogate.update(
      logProbabilities: [1.25], oldLogProbabilities: [0], advantages: [-2], rows: 1)
    #expect(surrogate.ratios[0] == Float(ratio))
    #expect(surrogate.scoreWeights[0] == -2 * Float(ratio))
    #expect(
      ClippedSurrogateTerm(ratio: ratio, advantage: -2, clipRange: 0.2, dualClip: ratio).derivative
        == -2)
  }

  @Test("a dual clip that no ratio reaches changes nothing, to the bit; nor does leaving it out")
  func dualClipOutOfReach() {
    func updated(_ dualClip: Double) -> ClippedSurrogate<Float> {
      var surrogate = ClippedSurrogate<Float>(clipRange: 0.2, dualClip: dualClip)
      surrogate.update(
        logProbabilities: ratios.map { Float(Double.log($0 * 0.3)) },
        oldLogProbabilities: ratios.map { _ in Float(Double.log(0.3)) },
        advantages: advantages.map { Float($0) }, rows: 10)
      return surrogate
    }
    let without = self.updated(Float.self)
    for dualClip in [1.6, 3, .infinity] {
      #expect(updated(dualClip).value == without.value)
      #expect(updated(dualClip).scoreWeights == without.scoreWeights)
    }
    // 1.5 with A = −1 lies beyond 1.4.
    #expect(updated(1.4).value > without.value)
    #expect(updated(1.4).scoreWeights[9] == 0 && without.scoreWeights[9] != 0)
  }

  @Test("what cannot be a surrogate is refused, with what came")
  func refused() async {
    let range = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = ClippedSurrogate<Float>(clipRange: -0.1) }
    expectMessage(range, "a clip range ε is above 0; got -0.1")
    let dual = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = ClippedSurrogate<Float>(clipRange: 0.2, dualClip: 1) }
    expectMessage(dual, "a dual clip c is above 1; got 1.0")
    let short = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var surrogate = ClippedSurrogate<Float>(clipRange: 0.2)
      surrogate.update(
        logProbabilities: [0, 0], oldLogProbabilities: [0], advantages: [1, 1], rows: 2)
    }
    expectMessage(
      short, "the ratios of 2 steps need as many log-probabilities, new and old; got 2 and 1")
    let empty = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var surrogate = ClippedSurrogate<Float>(clipRange: 0.2)
      surrogate.update(logProbabilities: [], oldLogProbabilities: [], advantages: [], rows: 0)
    }
    expectMessage(empty, "a surrogate of 0 steps needs as many advantages, one at least; got 0")
  }
}

/// Six steps with three actions each: a ratio inside, below and above, with both signs of A.
private struct ClipExample {
  let logits = [
    0.3, -0.7, 1.1, 0.0, 0.5, -2.0, 0.9, 0.8, 0.7, -0.4, 0.2, 0.1, 1.2, -0.3, 0.4, 0.6, 0.0, -1.0,
  ]
  let logRatios = [0.05, -0.08, -0.6, -0.5, 0.4, 0.7]
  let actions = [1, 0, 2, 1, 0, 2]
  let advantages = [2.0, -0.5, 1.25, -1, 0.75, -3]

  private var batch: CategoricalBatch<Double> {
    var batch = CategoricalBatch<Double>(actionCount: 3)
    batch.update(logits: logits, rows: 6)
    return batch
  }

  /// Those for which the ratios at `logits` are exp(`logRatios`).
  private var oldLogProbabilities: [Double] {
    (0..<6).map { batch.logProbability(row: $0, action: actions[$0]) - logRatios[$0] }
  }

  func gradient() -> [Double] {
    var surrogate = ClippedSurrogate<Double>(clipRange: 0.2)
    var logs = [Double](repeating: 0, count: 6)
    batch.logProbabilities(of: actions, into: &logs)
    surrogate.update(
      logProbabilities: logs, oldLogProbabilities: oldLogProbabilities, advantages: advantages,
      rows: 6)
    var rows = [Double](repeating: 7, count: 18)
    batch.scoreGradient(weights: surrogate.scoreWeights, actions: actions, into: &rows)
    return rows
  }

  /// L^CLIP from the logits alone.
  func value(_ logits: [Dual<Double>]) -> Dual<Double> {
    let old = oldLogProbabilities
    var sum = Dual<Double>(0)
    for t in 0..<6 {
      let new = logSoftmax(Array(logits[3 * t..<3 * t + 3]))[actions[t]]
      sum += clippedTerm(logRatio: new - Dual(old[t]), advantage: advantages[t], clipRange: 0.2)
    }
    return sum / Dual(6)
  }
}

/// min(ρ A, clip(ρ) A), written out once more.
func clippedTerm(
  logRatio: Dual<Double>, advantage: Double, clipRange: Double
) -> Dual<Double> {
  let ratio = Dual<Double>.exp(logRatio)
  let (low, high) = (Dual(1 - clipRange), Dual(1 + clipRange))
  let clipped = ratio < low ? low : ratio > high ? high : ratio
  let (x, y) = (ratio * Dual(advantage), clipped * Dual(advantage))
  return x < y ? x : y
}
