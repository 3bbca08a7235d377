import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Invalid-action masking")
struct ActionMaskTests {
  private let mask = [true, false, true, true]
  private let outputs: [Double] = [0.3, 9, -0.7, 1.1, -2, 4, 0.5, 0.25]

  private func batch() -> MaskedCategoricalBatch<Double> {
    var batch = MaskedCategoricalBatch<Double>(allowing: mask)
    batch.update(outputs: outputs, parameters: [], rows: 2)
    return batch
  }

  /// The same rows with the masked action left out of the world.
  private func smaller() -> CategoricalBatch<Double> {
    var batch = CategoricalBatch<Double>(actionCount: 3)
    batch.update(logits: [0.3, -0.7, 1.1, -2, 0.5, 0.25], rows: 2)
    return batch
  }

  @Test("a masked action has the logit −∞, the others keep theirs")
  func maskedLogits() {
    #expect(masked([1.5, 2, -3], allowing: [true, false, true]) == [1.5, -.infinity, -3])
    #expect(masked([1.5, 2], allowing: [true, true]) == [1.5, 2])
  }

  @Test("what is left is the distribution over the allowed actions alone")
  func rest() {
    let (all, few) = (batch(), smaller())
    #expect(all.categorical.probabilities[1] == 0 && all.categorical.probabilities[5] == 0)
    let kept = [0, 2, 3, 4, 6, 7].map { all.categorical.probabilities[$0] }
    expectClose(kept, Array(few.probabilities[0..<6]), tolerance: 1e-15)
    expectClose(all.meanEntropy, few.meanEntropy, tolerance: 1e-15)
  }

  @Test("neither score nor entropy has a gradient for a masked action, and the others theirs")
  func gradients() {
    let (all, few) = (batch(), smaller())
    var (gradient, none) = ([Double](repeating: .nan, count: 8), [Double]())
    all.scoreGradient(weights: [2, -1], actions: [2, 0], outputs: &gradient, gradient: &none)
    all.addEntropyGradient(times: 0.5, outputs: &gradient, gradient: &none)
    var expected = [Double](repeating: .nan, count: 6)
    few.scoreGradient(weights: [2, -1], actions: [1, 0], into: &expected)
    few.addEntropyGradient(times: 0.5, outputs: &expected, gradient: &none)
    #expect(gradient[1] == 0 && gradient[5] == 0)
    expectClose([0, 2, 3, 4, 6, 7].map { gradient[$0] }, expected, tolerance: 1e-15)
  }

  @Test("in single precision too a masked action is never drawn and never the mode")
  func sampling() {
    var batch = MaskedCategoricalBatch<Float>(allowing: mask)
    batch.update(outputs: outputs.map { Float($0) }, parameters: [], rows: 2)
    var generators = [PCG64(seed: 1), PCG64(seed: 2)]
    var actions = [0, 0]
    for _ in 0..<2000 {
      batch.sample(using: &generators, into: &actions)
      #expect(actions[0] != 1 && actions[1] != 1)
    }
    batch.modes(into: &actions)
    #expect(actions == [3, 2])
  }

  @Test("a mask that allows everything changes no bit")
  func noMask() {
    var all = MaskedCategoricalBatch<Float>(allowing: [true, true])
    var plain = CategoricalBatch<Float>(actionCount: 2)
    let logits: [Float] = [0.3, -1, 2, 2.5]
    all.update(outputs: logits, parameters: [], rows: 2)
    plain.update(logits: logits, rows: 2)
    #expect(all.categorical.logProbabilities == plain.logProbabilities)
  }

  @Test("a smaller batch after a larger one is masked as well")
  func smallerBatch() {
    var batch = self.batch()
    batch.update(outputs: [1, 2, 3, 4], parameters: [], rows: 1)
    #expect(batch.categorical.probabilities[1] == 0)
    expectClose(
      batch.categorical.probabilities[0],
      Double.exp(1) / (Double.exp(1) + Double.exp(3) + Double.exp(4)), tolerance: 1e-15)
  }

  @Test("a mask that allows nothing traps and says so")
  func nothingAllowed() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = MaskedCategoricalBatch<Float>(allowing: [false, false])
    }
    expectMessage(result, "a mask allows an action")
  }
}
