import Proximal
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
