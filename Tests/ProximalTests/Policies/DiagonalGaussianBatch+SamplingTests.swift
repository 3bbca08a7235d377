import Proximal
import RealModule
import TestSupport
import Testing

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
