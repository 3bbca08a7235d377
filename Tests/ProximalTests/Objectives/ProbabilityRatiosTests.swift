import RealModule
import TestSupport
import Testing

@testable import Proximal

@Suite("Probability ratios")
struct ProbabilityRatiosTests {
  @Test("0.6 against 0.5 is 1.2, and equal probabilities are exactly 1")
  func byHand() {
    let old = [Double.log(0.5), .log(0.5), .log(0.3)]
    let new = [Double.log(0.6), .log(0.5), .log(0.1)]
    var ratios: [Double] = []
    computeRatios(
      logProbabilities: new, oldLogProbabilities: old, rows: 3, into: &ratios)
    expectClose(ratios[0], 1.2, tolerance: 1e-15)
    #expect(ratios[1] == 1)
    expectClose(ratios[2], 1.0 / 3, tolerance: 1e-15)
  }

  @Test("a smaller batch leaves the rest of the array alone")
  func room() {
    var ratios: [Float] = [7, 7, 7]
    computeRatios(
      logProbabilities: [-1, -2], oldLogProbabilities: [-1, -2], rows: 2, into: &ratios)
    #expect(ratios == [1, 1, 7])
  }

  @Test("too few log-probabilities are refused with the counts")
  func refused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var ratios: [Double] = []
      computeRatios(
        logProbabilities: [0, 0], oldLogProbabilities: [0], rows: 2, into: &ratios)
    }
    expectMessage(
      result, "the ratios of 2 steps need as many log-probabilities, new and old; got 2 and 1")
  }
}
