import Proximal
import RealModule
import TestSupport
import Testing

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
