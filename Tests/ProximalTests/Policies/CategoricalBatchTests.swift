import Proximal
import TestSupport
import Testing

@Suite("CategoricalBatch")
struct CategoricalBatchTests {
  /// Five rows over three actions.
  let logits: [Double] = [0.3, -0.7, 1.1, 0, 0, 0, 5, -5, 2, -1, -2, -3, 0.1, 0.2, -.infinity]

  @Test("each row is the distribution of its logits alone")
  func rows() {
    var batch = CategoricalBatch<Double>(actionCount: 3)
    batch.update(logits: logits, rows: 5)
    for row in 0..<5 {
      let alone = Categorical(logits: Array(logits[row * 3..<row * 3 + 3]))
      expectClose(
        Array(batch.probabilities[row * 3..<row * 3 + 3]), alone.probabilities, tolerance: 1e-15)
      for action in 0..<3 {
        let got = batch.logProbability(row: row, action: action)
        expectClose(got, alone.logProbability(of: action), tolerance: 1e-14)
      }
    }
  }

  @Test("single precision agrees with double to a few ulp")
  func singlePrecision() {
    var batch = CategoricalBatch<Float>(actionCount: 3)
    batch.update(logits: logits.map { Float($0) }, rows: 5)
    var exact = CategoricalBatch<Double>(actionCount: 3)
    exact.update(logits: logits.map { Double(Float($0)) }, rows: 5)
    expectClose(
      batch.probabilities.map { Double($0) }, exact.probabilities, tolerance: 4e-7)
  }

  @Test("(1.7) the score's gradient is the weighted sum of each row's")
  func scoreGradient() {
    var batch = CategoricalBatch<Double>(actionCount: 3)
    batch.update(logits: logits, rows: 4)
    let (weights, actions) = ([2.0, -1, 0.5, 0], [2, 0, 1, 1])
    var gradient = [Double](repeating: .nan, count: 12)
    batch.scoreGradient(weights: weights, actions: actions, into: &gradient)
    for row in 0..<4 {
      let alone = Categorical(logits: Array(logits[row * 3..<row * 3 + 3]))
      let expected = alone.logProbabilityGradient(of: actions[row]).map { weights[row] * $0 }
      expectClose(Array(gradient[row * 3..<row * 3 + 3]), expected, tolerance: 1e-14)
    }
  }

  @Test("actions are drawn as often as their probabilities say (z-tests, 99.9%)")
  func sampling() {
    var batch = CategoricalBatch<Double>(actionCount: 3)
    batch.update(logits: logits, rows: 5)
    var generator = PCG64(seed: 11)
    let draws = (0..<20_000).map { _ in batch.sample(row: 0, using: &generator) }
    for test in zTests(
      draws.map { draw in (0..<3).map { $0 == draw ? 1 : 0 } },
      expected: Array(batch.probabilities[0..<3]))
    { #expect(test.passes, "\(test)") }
    #expect(
      (0..<2000).allSatisfy { _ in batch.sample(row: 4, using: &generator) != 2 },
      "a masked action was drawn")
    #expect(batch.mode(row: 0) == 2 && batch.mode(row: 1) == 0)
  }
}
