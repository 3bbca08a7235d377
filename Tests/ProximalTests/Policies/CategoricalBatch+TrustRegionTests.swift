import Proximal
import TestSupport
import Testing

@Suite("CategoricalBatch: divergences and Fisher information")
struct CategoricalBatchTrustRegionTests {
  let logits = [0.3, -0.7, 1.1, 0.0, 0.5, -2.0]
  let otherLogits = [0.1, -0.2, 0.4, 1.0, 0.0, 0.3]

  private func batch(_ logits: [Double]) -> CategoricalBatch<Double> {
    var batch = CategoricalBatch<Double>(actionCount: 3)
    batch.update(logits: logits, rows: 2)
    return batch
  }

  private func one(_ logits: [Double], _ row: Int) -> Categorical<Double> {
    Categorical(logits: Array(logits[3 * row..<3 * row + 3]))
  }

  @Test("the mean divergence and its gradient are the rows' own, over N")
  func divergence() {
    let (p, q) = (batch(logits), batch(otherLogits))
    let expected = (0..<2).map { one(logits, $0).divergence(to: one(otherLogits, $0)) }
    expectClose(p.meanDivergence(to: q), (expected[0] + expected[1]) / 2, tolerance: 1e-15)
    var gradient = [Double](repeating: 7, count: 6)
    p.meanDivergenceGradientOfOther(to: q, into: &gradient)
    let rows = (0..<2).flatMap {
      one(logits, $0).divergenceGradientOfOther(to: one(otherLogits, $0)).map { $0 / 2 }
    }
    expectClose(gradient, rows, tolerance: 1e-15)
  }

  @Test("a masked action adds nothing to a divergence, or makes it infinite")
  func masking() {
    let masked = batch([0.3, -.infinity, 1.1, 0, 0.5, -2])
    #expect(masked.meanDivergence(to: batch(otherLogits)).isFinite)
    #expect(batch(otherLogits).meanDivergence(to: masked) == .infinity)
  }

  @Test("M u is Σ_a π(a) score(a) score(a)ᵀ u, over N")
  func fisher() {
    let u = [1.0, -0.5, 2.0, 0.3, 0.2, -1.0]
    var product = u
    var free: [Double] = []
    batch(logits).multiplyByFisher(outputs: &product, direction: [], product: &free)
    for row in 0..<2 {
      let p = one(logits, row)
      var expected = [0.0, 0, 0]
      for a in 0..<3 {
        let score = p.logProbabilityGradient(of: a)
        let along = (0..<3).reduce(0) { $0 + score[$1] * u[3 * row + $1] }
        for b in 0..<3 { expected[b] += p.probabilities[a] * score[b] * along / 2 }
      }
      expectClose(Array(product[3 * row..<3 * row + 3]), expected, tolerance: 1e-15)
    }
  }

  @Test("the log-probabilities of the actions taken")
  func logProbabilities() {
    var logProbabilities = [0.0, 0]
    batch(logits).logProbabilities(of: [2, 0], into: &logProbabilities)
    expectClose(
      logProbabilities,
      [one(logits, 0).logProbability(of: 2), one(logits, 1).logProbability(of: 0)],
      tolerance: 1e-15)
  }
}
