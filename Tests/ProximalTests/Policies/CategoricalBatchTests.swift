import Proximal
import RealModule
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

@Suite("CategoricalBatch entropy")
struct CategoricalBatchEntropyTests {
  private let logits = [0.3, -0.7, 1.1, 0.0, 0.5, -2.0]

  private func batch<Scalar: NetworkScalar>(
    _ type: Scalar.Type, _ logits: [Double]
  ) -> CategoricalBatch<Scalar> {
    var batch = CategoricalBatch<Scalar>(actionCount: 3)
    batch.update(logits: logits.map { Scalar($0) }, rows: logits.count / 3)
    return batch
  }

  private func gradient<Scalar: NetworkScalar>(
    _ batch: CategoricalBatch<Scalar>, times factor: Scalar
  ) -> [Scalar] {
    var (outputs, none) = ([Scalar](repeating: 0, count: 3 * batch.rows), [Scalar]())
    batch.addEntropyGradient(times: factor, outputs: &outputs, gradient: &none)
    return outputs
  }

  @Test("the gradient where all but one of seven actions are unlikely, 1 in 10 000 each")
  func unlikelyActions() {
    let logits = [Double.log(1 - 6e-4)] + [Double](repeating: .log(1e-4), count: 6)
    var batch = CategoricalBatch<Double>(actionCount: 7)
    batch.update(logits: logits, rows: 1)
    var (outputs, none) = ([Double](repeating: 0, count: 7), [Double]())
    batch.addEntropyGradient(times: 1, outputs: &outputs, gradient: &none)
    expectClose(outputs, Categorical(logits: logits).entropyGradient, tolerance: 1e-15)
  }

  @Test("the mean entropy is the mean of the exact ones, masked actions included")
  func value() {
    let rows: [[Double]] = [[0.3, -0.7, 1.1], [0, -.infinity, 0.5], [0, 0, 0]]
    let exact = rows.map { Categorical(logits: $0).entropy }
    let batch = batch(Double.self, rows.flatMap { $0 })
    expectClose(batch.meanEntropy, exact.reduce(0, +) / 3, tolerance: 1e-15)
    expectClose(
      self.batch(Float.self, rows.flatMap { $0 }).meanEntropy, exact.reduce(0, +) / 3,
      tolerance: 1e-6)
    expectClose(self.batch(Double.self, [0, 0, 0]).meanEntropy, Double.log(3), tolerance: 1e-15)
  }

  @Test("the gradient for logits 0.3, −0.7, 1.1, known to eight digits")
  func known() {
    expectClose(
      gradient(batch(Double.self, [0.3, -0.7, 1.1]), times: 1),
      [0.10939281, 0.14261921, -0.25201202], tolerance: 1e-8)
  }

  @Test("the gradient equals automatic differentiation of −Σ π log π")
  func gradientByDuals() {
    func entropySum(_ logits: [Dual<Double>]) -> Dual<Double> {
      var sum = Dual<Double>(0)
      for row in 0..<2 {
        for log in logSoftmax(Array(logits[3 * row..<3 * row + 3])) { sum -= .exp(log) * log }
      }
      return sum
    }
    let oracle = TestSupport.gradient(of: entropySum, at: logits)
    expectClose(gradient(batch(Double.self, logits), times: 1), oracle, tolerance: 1e-15)
    expectClose(
      gradient(batch(Double.self, logits), times: -0.3), oracle.map { -0.3 * $0 },
      tolerance: 1e-15)
    expectClose(
      gradient(batch(Float.self, logits), times: 1).map { Double($0) }, oracle, tolerance: 1e-6)
  }

  @Test("it is added to what is there, rows beyond the batch and masked actions left alone")
  func added() {
    let batch = batch(Double.self, [0, -.infinity, 0.5])
    var (outputs, none) = ([1.0, 2, 3, 4], [Double]())
    batch.addEntropyGradient(times: 2, outputs: &outputs, gradient: &none)
    let exact = Categorical(logits: [0, -.infinity, 0.5]).entropyGradient
    expectClose(outputs, [1 + 2 * exact[0], 2, 3 + 2 * exact[2], 4], tolerance: 1e-15)
  }

  @Test("too little room is refused")
  func refused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var batch = CategoricalBatch<Float>(actionCount: 3)
      batch.update(logits: [0, 0, 0], rows: 1)
      var (outputs, none) = ([Float](), [Float]())
      batch.addEntropyGradient(times: 1, outputs: &outputs, gradient: &none)
    }
    expectMessage(result, "the entropy's gradient needs room for 3 numbers; got 0")
  }
}

@Suite("CategoricalBatch sampling")
struct CategoricalBatchSamplingTests {
  private var batch: CategoricalBatch<Float> {
    var batch = CategoricalBatch<Float>(actionCount: 3)
    batch.update(logits: [0.3, -0.7, 1.1, 0, -.infinity, 2], rows: 2)
    return batch
  }

  @Test("every action comes as often as its probability says (z-test, 20 000 draws a row, seed 3)")
  func frequencies() {
    let batch = batch
    var generators = (0..<2).map { PCG64(seed: 3, stream: .actions, index: $0) }
    var actions = [0, 0]
    var seen = [[[Double]]](repeating: [], count: 2)
    for _ in 0..<20_000 {
      batch.sample(using: &generators, into: &actions)
      for row in 0..<2 { seen[row].append((0..<3).map { $0 == actions[row] ? 1 : 0 }) }
    }
    for row in 0..<2 {
      let expected = (0..<3).map { Double(batch.probabilities[3 * row + $0]) }
      for test in zTests(seen[row], expected: expected) { #expect(test.passes, "\(test)") }
    }
    #expect(!seen[1].contains { $0[1] > 0 }, "a masked action is never drawn")
  }

  @Test("a row draws from its own generator, the same as alone")
  func independence() {
    let batch = batch
    var generators = [PCG64(seed: 1), PCG64(seed: 2)]
    var (alone, actions) = (PCG64(seed: 2), [0, 0, 99])
    for _ in 0..<50 {
      batch.sample(using: &generators, into: &actions)
      #expect(actions[1] == batch.sample(row: 1, using: &alone))
    }
    #expect(actions[2] == 99)
  }

  @Test("the modes are the most probable actions")
  func modes() {
    var actions = [9, 9]
    batch.modes(into: &actions)
    #expect(actions == [2, 2])
    #expect((batch.actionWidth, batch.placeholderAction, batch.outputCount) == (1, 0, 3))
  }

  @Test("a generator too few is refused")
  func refused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var batch = CategoricalBatch<Float>(actionCount: 2)
      batch.update(logits: [0, 0, 0, 0], rows: 2)
      var (generators, actions) = ([PCG64(seed: 1)], [0, 0])
      batch.sample(using: &generators, into: &actions)
    }
    expectMessage(
      result, "2 rows need as many generators and room for as many actions; got 1 and 2")
  }
}
