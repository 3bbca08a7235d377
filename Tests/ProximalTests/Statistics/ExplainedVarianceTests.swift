import Proximal
import TestSupport
import Testing

@Suite("Explained variance")
struct ExplainedVarianceTests {
  private let returns: [Float] = [1, 2, 3, 4, 5, 6, 7, 8]

  @Test("1 for what is known, whatever the constant error, and 0 for the mean alone")
  func bounds() {
    #expect(explainedVariance(of: returns, by: returns) == 1)
    #expect(explainedVariance(of: returns, by: returns.map { $0 - 1 }) == 1)
    #expect(explainedVariance(of: returns, by: returns.map { _ in 9 }) == 0)
  }

  @Test(
    "half the distance leaves a quarter of the variance; the opposite makes it four times as large")
  func byHand() {
    expectClose(explainedVariance(of: returns, by: returns.map { $0 / 2 }), 0.75, tolerance: 1e-7)
    expectClose(explainedVariance(of: returns, by: returns.map { -$0 }), -3, tolerance: 1e-6)
  }

  @Test("returns that are all the same have nothing to explain")
  func constant() {
    #expect(explainedVariance(of: [4, 4, 4], by: [1, 2, 3]) == 0)
  }
}
