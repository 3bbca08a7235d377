import Proximal
import RealModule
import TestSupport
import Testing

@Suite("StateDependentGaussianBatch")
struct StateDependentGaussianBatchTests {
  /// Three rows, two dimensions: two numbers for the means, two for the spreads.
  let outputs = [0.3, -1.2, 0.5, -2.0, 0.7, 0.1, 0.0, 3.0, -0.4, 2.0, -1.5, 1.0]
  let actions = [1.1, -2.0, 0.0, 0.5, -0.3, 1.2]
  let weights = [0.5, -1.5, 2.0]

  private func batch(_ outputs: [Double], bound: Double? = 2) -> StateDependentGaussianBatch<Double>
  {
    var batch = StateDependentGaussianBatch<Double>(dimensions: 2, meanBound: bound)
    batch.update(outputs: outputs, parameters: [], rows: 3)
    return batch
  }

  /// Row t as the one-distribution form has it.
  private func one(_ outputs: [Double], _ row: Int, bound: Double? = 2) -> DiagonalGaussian<Double>
  {
    let numbers = Array(outputs[4 * row..<4 * row + 4])
    return DiagonalGaussian(
      mean: numbers[..<2].map { m in bound.map { $0 * Double.tanh(m) } ?? m },
      logStandardDeviation: numbers[2...].map { Double.log(Double.log(onePlus: Double.exp($0))) })
  }

  private func action(_ row: Int) -> [Double] { Array(actions[2 * row..<2 * row + 2]) }

  private func logProbabilities(_ outputs: [Double], bound: Double?) -> [Double] {
    var logProbabilities = [0.0, 0, 0]
    batch(outputs, bound: bound).logProbabilities(of: actions, into: &logProbabilities)
    return logProbabilities
  }

  @Test("every row is the one-distribution form, with bounded means and without")
  func rows() {
    for bound in [2.0, nil] {
      let expected = (0..<3).map { one(outputs, $0, bound: bound).logProbability(of: action($0)) }
      expectClose(logProbabilities(outputs, bound: bound), expected, tolerance: 1e-12)
      let entropy = (0..<3).reduce(0) { $0 + one(outputs, $1, bound: bound).entropy / 3 }
      expectClose(batch(outputs, bound: bound).meanEntropy, entropy, tolerance: 1e-12)
    }
    var modes = [Double](repeating: 0, count: 6)
    batch(outputs).modes(into: &modes)
    #expect(modes == Array(batch(outputs).mean[..<6]))
  }

  @Test("the gradients with respect to the outputs, by differences")
  func gradients() {
    for bound in [2.0, nil] {
      var (slopes, none) = ([Double](repeating: 7, count: 12), [9.0])
      let policy = batch(outputs, bound: bound)
      policy.scoreGradient(weights: weights, actions: actions, outputs: &slopes, gradient: &none)
      policy.addEntropyGradient(times: 0.7, outputs: &slopes, gradient: &none)
      #expect(none == [9], "there are no free parameters")
      let differences = centralDifference(
        of: { outputs in
          let logs = logProbabilities(outputs, bound: bound)
          return (0..<3).reduce(0) { $0 + weights[$1] * logs[$1] }
            + 0.7 * 3 * batch(outputs, bound: bound).meanEntropy
        }, at: outputs)
      expectClose(slopes, differences, tolerance: 1e-7)
    }
  }

  @Test("samples have the mean and the deviation of their row")
  func samples() {
    var generators = (0..<3).map { PCG64(seed: 5, stream: .actions, index: $0) }
    let policy = batch(outputs)
    var drawn = [Double](repeating: 0, count: 6)
    let samples = (0..<20_000).map { _ in
      policy.sample(using: &generators, into: &drawn)
      return (0..<6).flatMap { place -> [Double] in
        let zeta = (drawn[place] - policy.mean[place]) / policy.standardDeviation[place]
        return [zeta, zeta * zeta]
      }
    }
    let expected = (0..<12).map { Double($0 % 2) }
    for test in zTests(samples, expected: expected) { #expect(test.passes, "\(test)") }
  }

  @Test("no output is so large or so small that a log-probability is not a number")
  func extremes() {
    for s: Float in [-200, -80, 0, 80, 200] {
      var policy = StateDependentGaussianBatch<Float>(dimensions: 1, meanBound: 2)
      policy.update(outputs: [50, s], parameters: [], rows: 1)
      #expect(policy.mean[0] == 2)
      #expect(policy.standardDeviation[0] > 0 && policy.logStandardDeviation[0].isFinite)
      var logs: [Float] = [0]
      policy.logProbabilities(of: [2], into: &logs)
      #expect(logs[0].isFinite, "s = \(s)")
    }
  }

  @Test("single precision agrees with double")
  func singlePrecision() {
    var single = StateDependentGaussianBatch<Float>(dimensions: 2, meanBound: 2)
    single.update(outputs: outputs.map { Float($0) }, parameters: [], rows: 3)
    var (logs, slopes) = ([Float](repeating: 0, count: 3), [Float](repeating: 0, count: 12))
    var none: [Float] = []
    single.logProbabilities(of: actions.map { Float($0) }, into: &logs)
    single.scoreGradient(
      weights: weights.map { Float($0) }, actions: actions.map { Float($0) }, outputs: &slopes,
      gradient: &none)
    expectClose(logs.map { Double($0) }, logProbabilities(outputs, bound: 2), tolerance: 1e-4)
    var (exact, empty) = ([Double](repeating: 0, count: 12), [Double]())
    batch(outputs).scoreGradient(
      weights: weights, actions: actions, outputs: &exact, gradient: &empty)
    expectClose(slopes.map { Double($0) }, exact, tolerance: 1e-3)
  }
}
