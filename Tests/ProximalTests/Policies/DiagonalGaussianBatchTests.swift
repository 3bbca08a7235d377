import Proximal
import RealModule
import TestSupport
import Testing

@Suite("DiagonalGaussianBatch")
struct DiagonalGaussianBatchTests {
  let means = [0.3, -1.2, 0.7, 0.1, -0.4, 2.0]
  let logStandardDeviation = [0.4, -0.7]
  let actions = [1.1, -2.0, 0.0, 0.5, -0.3, 1.2]
  let weights = [0.5, -1.5, 2.0]

  private var batch: DiagonalGaussianBatch<Double> { makeBatch(means, logStandardDeviation) }

  private func makeBatch(_ means: [Double], _ logs: [Double]) -> DiagonalGaussianBatch<Double> {
    var batch = DiagonalGaussianBatch<Double>(dimensions: 2)
    batch.update(outputs: means, parameters: logs + [9, 9], rows: 3)
    return batch
  }

  private func one(_ means: [Double], _ row: Int) -> DiagonalGaussian<Double> {
    DiagonalGaussian(
      mean: Array(means[2 * row..<2 * row + 2]), logStandardDeviation: logStandardDeviation)
  }

  private func action(_ row: Int) -> [Double] { Array(actions[2 * row..<2 * row + 2]) }

  @Test("every row is the one-distribution form")
  func rows() {
    var logProbabilities = [0.0, 0, 0]
    batch.logProbabilities(of: actions, into: &logProbabilities)
    let expected = (0..<3).map { one(means, $0).logProbability(of: action($0)) }
    expectClose(logProbabilities, expected, tolerance: 1e-14)
  }

  @Test("the score's gradient is the weighted sum of the rows' gradients")
  func scores() {
    var outputs = [Double](repeating: 7, count: 6)
    var gradient = [7.0, 7, 7]
    batch.scoreGradient(weights: weights, actions: actions, outputs: &outputs, gradient: &gradient)
    let scores = (0..<3).map { one(means, $0).logProbabilityGradient(of: action($0)) }
    expectClose(
      outputs, (0..<3).flatMap { t in scores[t].mean.map { $0 * weights[t] } }, tolerance: 1e-14)
    for i in 0..<2 {
      let sum = (0..<3).reduce(0) { $0 + weights[$1] * scores[$1].logStandardDeviation[i] }
      expectClose(gradient[i], sum, tolerance: 1e-14)
    }
    #expect(gradient[2] == 7, "the network's part is not touched")
  }

  @Test("the mean divergence is the mean of the rows' divergences, other spreads included")
  func divergence() {
    let otherMeans = means.map { $0 * 0.9 + 0.1 }
    let other = makeBatch(otherMeans, [0.1, -0.3])
    let expected = (0..<3).reduce(0) { sum, t in
      let q = DiagonalGaussian(
        mean: Array(otherMeans[2 * t..<2 * t + 2]), logStandardDeviation: [0.1, -0.3])
      return sum + one(means, t).divergence(to: q) / 3
    }
    expectClose(batch.meanDivergence(to: other), expected, tolerance: 1e-14)
  }

  @Test("single precision agrees with double")
  func singlePrecision() {
    var single = DiagonalGaussianBatch<Float>(dimensions: 2)
    single.update(
      outputs: means.map { Float($0) }, parameters: logStandardDeviation.map { Float($0) }, rows: 3)
    var (logs, exact) = ([Float](repeating: 0, count: 3), [0.0, 0, 0])
    single.logProbabilities(of: actions.map { Float($0) }, into: &logs)
    batch.logProbabilities(of: actions, into: &exact)
    expectClose(logs.map { Double($0) }, exact, tolerance: 1e-6)
  }

  @Test("a batch keeps its own copy of the means, and a shorter one keeps its room")
  func ownMeans() {
    var outputs = means
    var batch = DiagonalGaussianBatch<Double>(dimensions: 2)
    batch.update(outputs: outputs, parameters: logStandardDeviation, rows: 3)
    outputs.withUnsafeBufferPointer { theirs in
      batch.mean.withUnsafeBufferPointer { ours in
        #expect(ours.baseAddress != theirs.baseAddress, "a shared buffer is copied at every pass")
      }
    }
    outputs[0] = 99
    #expect(batch.mean == means)
    batch.update(outputs: [5, 6], parameters: logStandardDeviation, rows: 1)
    #expect(batch.rows == 1 && Array(batch.mean[..<2]) == [5, 6] && batch.mean.count == 6)
  }
}

@Suite("DiagonalGaussianBatch sampling")
struct DiagonalGaussianBatchSamplingTests {
  private let means = [0.3, -1.2, 0.7, 0.1]
  private let logStandardDeviation = [0.4, -0.7]

  private func batch<Scalar: NetworkScalar>(_ type: Scalar.Type) -> DiagonalGaussianBatch<Scalar> {
    var batch = DiagonalGaussianBatch<Scalar>(dimensions: 2)
    batch.update(
      outputs: means.map { Scalar($0) }, parameters: logStandardDeviation.map { Scalar($0) },
      rows: 2)
    return batch
  }

  @Test("actions have the means and the variances they should (z-test, 20 000 draws a row, seed 4)")
  func moments() {
    let batch = batch(Float.self)
    var generators = (0..<2).map { PCG64(seed: 4, stream: .actions, index: $0) }
    var actions = [Float](repeating: 0, count: 4)
    var samples: [[Double]] = []
    for _ in 0..<20_000 {
      batch.sample(using: &generators, into: &actions)
      let distances = zip(actions, means).map { Double($0) - $1 }
      samples.append(actions.map { Double($0) } + distances.map { $0 * $0 })
    }
    let variances = (0..<4).map { Double.exp(2 * logStandardDeviation[$0 % 2]) }
    for test in zTests(samples, expected: means + variances) { #expect(test.passes, "\(test)") }
  }

  @Test("a row draws from its own generator, component after component, the same as alone")
  func independence() {
    let batch = batch(Double.self)
    var generators = [PCG64(seed: 1), PCG64(seed: 2)]
    var (alone, actions) = (PCG64(seed: 2), [Double](repeating: 0, count: 4))
    batch.sample(using: &generators, into: &actions)
    let expected = (0..<2).map {
      means[2 + $0] + Double.exp(logStandardDeviation[$0]) * alone.standardNormal()
    }
    #expect(Array(actions[2...]) == expected)
  }

  @Test("the modes are the means")
  func modes() {
    var actions = [Double](repeating: 9, count: 5)
    batch(Double.self).modes(into: &actions)
    #expect(actions == means + [9])
    #expect(batch(Double.self).actionWidth == 2)
    #expect(batch(Double.self).outputCount == 2)
  }

  @Test("entropy and its gradient are the exact ones, the means have no part in it")
  func entropy() {
    let exact = DiagonalGaussian(mean: [0, 0], logStandardDeviation: logStandardDeviation)
    expectClose(batch(Double.self).meanEntropy, exact.entropy, tolerance: 1e-15)
    expectClose(batch(Float.self).meanEntropy, exact.entropy, tolerance: 1e-6)
    var (outputs, gradient) = ([1.0, 2, 3, 4], [5.0, 6, 7])
    batch(Double.self).addEntropyGradient(times: 0.5, outputs: &outputs, gradient: &gradient)
    #expect(outputs == [1, 2, 3, 4])
    // ½ of the sum over two rows, added.
    #expect(gradient == [6, 7, 7])
  }

  @Test("too little room is refused")
  func refused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var batch = DiagonalGaussianBatch<Float>(dimensions: 2)
      batch.update(outputs: [0, 0], parameters: [0, 0], rows: 1)
      var (generators, actions) = ([PCG64(seed: 1)], [Float(0)])
      batch.sample(using: &generators, into: &actions)
    }
    expectMessage(
      result, "1 rows need as many generators and room for 2 action components; got 1 and 1")
  }
}
