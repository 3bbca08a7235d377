import Proximal
import RealModule
import TestSupport
import Testing

@Suite("MultiCategoricalBatch")
struct MultiCategoricalBatchTests {
  /// Two rows of a head with two actions and one with three.
  private let outputs = [0.3, -0.7, 1.1, 0.2, -0.4, 2, 0, 0.5, -1, 0.25]
  private let actions = [1, 2, 0, 1]

  private func batch() -> MultiCategoricalBatch<Double> {
    var batch = MultiCategoricalBatch<Double>(actionCounts: [2, 3])
    batch.update(outputs: outputs, parameters: [], rows: 2)
    return batch
  }

  /// The distribution over all six pairs, row by row, as one head.
  private func joint(row: Int) -> Categorical<Double> {
    let z = outputs[row * 5..<row * 5 + 5].map { $0 }
    return Categorical(logits: (0..<6).map { z[$0 / 3] + z[2 + $0 % 3] })
  }

  @Test("log-probabilities and entropies are those of the joint distribution over all pairs")
  func joint() {
    let batch = batch()
    var logs = [0.0, 0]
    batch.logProbabilities(of: actions, into: &logs)
    expectClose(logs[0], joint(row: 0).logProbability(of: 1 * 3 + 2), tolerance: 1e-14)
    expectClose(logs[1], joint(row: 1).logProbability(of: 0 * 3 + 1), tolerance: 1e-14)
    let entropy = (joint(row: 0).entropy + joint(row: 1).entropy) / 2
    expectClose(batch.meanEntropy, entropy, tolerance: 1e-14)
  }

  @Test("the gradients are those of the formulas, by automatic differentiation")
  func gradients() {
    let (weights, factor) = ([2.0, -0.5], 0.7)
    func objective<S: DifferentiableScalar>(_ z: [S]) -> S {
      var sum = S(floatLiteral: 0)
      for row in 0..<2 {
        for (head, range) in [0..<2, 2..<5].enumerated() {
          let logits = range.map { z[row * 5 + $0] }
          let total = S.log(logits.reduce(S(floatLiteral: 0)) { $0 + S.exp($1) })
          let logs = logits.map { $0 - total }
          sum = sum + S(floatLiteral: weights[row]) * logs[actions[row * 2 + head]]
          for log in logs { sum = sum - S(floatLiteral: factor) * S.exp(log) * log }
        }
      }
      return sum
    }
    var (gradient, none) = ([Double](repeating: .nan, count: 10), [Double]())
    batch().scoreGradient(weights: weights, actions: actions, outputs: &gradient, gradient: &none)
    batch().addEntropyGradient(times: factor, outputs: &gradient, gradient: &none)
    let expected = TestSupport.gradient(of: { objective($0) }, at: outputs)
    expectClose(gradient, expected, tolerance: 1e-13)
  }

  @Test("one head is the plain distribution: same draws, same gradients")
  func oneHead() {
    var many = MultiCategoricalBatch<Float>(actionCounts: [3])
    var one = CategoricalBatch<Float>(actionCount: 3)
    let logits: [Float] = [0.3, -1, 2, 2.5, 0, 1]
    many.update(outputs: logits, parameters: [], rows: 2)
    one.update(logits: logits, rows: 2)
    var (a, b) = ([0, 0], [0, 0])
    var (first, second) = ([PCG64(seed: 1), PCG64(seed: 2)], [PCG64(seed: 1), PCG64(seed: 2)])
    for _ in 0..<50 {
      many.sample(using: &first, into: &a)
      one.sample(using: &second, into: &b)
      #expect(a == b)
    }
    many.modes(into: &a)
    one.modes(into: &b)
    #expect(a == b)
  }

  @Test("heads are drawn independently, each with its own probabilities (z-tests, 99.9%)")
  func sampling() {
    let batch = batch()
    var generators = [PCG64(seed: 3), PCG64(seed: 4)]
    var actions = [0, 0, 0, 0]
    let draws = (0..<20_000).map { _ in
      batch.sample(using: &generators, into: &actions)
      return actions[0] * 3 + actions[1]
    }
    for test in zTests(
      draws.map { draw in (0..<6).map { $0 == draw ? 1 : 0 } },
      expected: joint(row: 0).probabilities)
    { #expect(test.passes, "\(test)") }
  }
}
