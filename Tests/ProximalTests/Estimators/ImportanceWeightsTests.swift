import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Importance weights")
struct ImportanceWeightsTests {
  @Test("hand-worked: weights 1, 2, 3 are worth 36/14 samples and normalise to sixths")
  func handWorked() {
    expectClose(effectiveSampleSize(of: [1, 2, 3]), 36.0 / 14, tolerance: 1e-15)
    expectClose(selfNormalisedWeights([1, 2, 3]), [1.0 / 6, 2.0 / 6, 3.0 / 6], tolerance: 1e-15)
  }

  @Test("equal weights are worth n, a single one 1, and zeros nothing", arguments: [1, 7, 100])
  func ends(n: Int) {
    expectClose(
      effectiveSampleSize(of: Array(repeating: 0.3, count: n)), Double(n), tolerance: 1e-13)
    expectClose(
      effectiveSampleSize(of: [5] + Array(repeating: 0, count: n)), 1, tolerance: 1e-15)
  }

  @Test("the scale of the weights does not matter, even where their squares overflow")
  func scale() {
    let weights = [0.2, 1.7, 0.9, 3.1]
    for factor in [1e-300, 1, 1e300] {
      let scaled = weights.map { factor * $0 }
      expectClose(
        effectiveSampleSize(of: scaled), effectiveSampleSize(of: weights), tolerance: 1e-13)
      expectClose(
        selfNormalisedWeights(scaled), selfNormalisedWeights(weights), tolerance: 1e-13)
    }
  }

  @Test("it lies from 1 to n, for weights of every spread")
  func range() {
    var generator = SplitMix64(seed: 3)
    for power in 1...20 {
      let weights = (0..<50).map { _ in
        Double.pow(Double.random(in: 0..<1, using: &generator), Double(power))
      }
      let size = effectiveSampleSize(of: weights)
      #expect(size >= 1 && size <= 50 + 1e-9)
      expectClose(selfNormalisedWeights(weights).reduce(0, +), 1, tolerance: 1e-14)
    }
  }

  @Test("ρ is the quotient of the probabilities, and exactly 1 where nothing has changed")
  func ratios() {
    let new: [Float] = [-0.1, -2, -0.7, -5]
    let old: [Float] = [-0.3, -1, -0.7, -0.1]
    let expected = zip(new, old).map { Float.exp($0) / Float.exp($1) }
    expectClose(probabilityRatios(logProbabilities: new, old: old), expected, tolerance: 1e-6)
    #expect(probabilityRatios(logProbabilities: new, old: new) == [1, 1, 1, 1])
    let double = probabilityRatios(logProbabilities: [-0.5, -1.5], old: [-1.0, -1.0])
    expectClose(double, [Double.exp(0.5), Double.exp(-0.5)], tolerance: 1e-15)
    #expect(probabilityRatios(logProbabilities: [Float](), old: []).isEmpty)
  }

  @Test("weights that cannot be weights stop the program and are named")
  func misuse() async {
    let negative = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = effectiveSampleSize(of: [1, -1])
    }
    expectMessage(negative, "finite, none below 0 and not all 0; got [1.0, -1.0]")
    let nothing = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = selfNormalisedWeights([0, 0])
    }
    expectMessage(nothing, "not all 0; got [0.0, 0.0]")
    let uneven = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = probabilityRatios(logProbabilities: [Float(-1)], old: [])
    }
    expectMessage(uneven, "one old log-probability for each new one; got 0 for 1")
  }
}
