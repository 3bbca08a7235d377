import Proximal
import Testing

@testable import ProximalTool
@testable import TrainingFiles

struct CriticSignsTests {
  @Test("an explained variance near 0 late in a run that learns nothing")
  func nearZero() {
    let blind = healthyRun().with(.explainedVariance, 0.01)
    #expect(blind.troubles == [])
    #expect(blind.withFlatReturns().troubles == [.lowExplainedVariance, .flatReturns])
    #expect(
      healthyRun().withFlatReturns().with(.explainedVariance, 0.21).troubles == [.flatReturns])
    // Only the end counts.
    #expect(
      blind.withFlatReturns().with(.explainedVariance, 0.5, in: 80..<100).troubles
        == [.flatReturns])
    #expect(
      blind.withFlatReturns().with(.valueLoss, 40).evidence(of: .lowExplainedVariance)
        == "explained variance 0.01 in the median iteration of the last 20; value loss 40 at the "
        + "beginning, 40 at the end.")
  }

  @Test("one clearly below 0 also where returns rise")
  func negative() {
    #expect(healthyRun().with(.explainedVariance, -0.2).troubles == [.lowExplainedVariance])
    #expect(healthyRun().with(.explainedVariance, -0.05).troubles == [])
  }

  @Test("where next to nothing is left to explain, or nothing to begin with, it is no trouble")
  func settled() {
    let run = healthyRun().with(.explainedVariance, -2)
    #expect(run.with(.valueLoss, 0.3, in: 80..<100).troubles == [])
    #expect(run.with(.valueLoss, 0.5, in: 80..<100).troubles == [.lowExplainedVariance])
    let constant = run.changed { i, row in
      if i >= 40 {
        (row[.meanReturn], row[.smallestReturn], row[.largestReturn]) = (500, 500, 500)
      }
    }
    #expect(constant.troubles == [])
  }

  @Test("a value loss that grew thirty times as large, and stayed there or nothing was learnt")
  func exploding() {
    let grown = healthyRun().changed { i, row in row[.valueLoss] = 0.1 + 0.05 * Double(i) }
    #expect(grown.troubles == [.explodingValueLoss])
    #expect(
      grown.evidence(of: .explodingValueLoss)
        == "0.15 in the median of the first three iterations, 5.05 in iteration 100, 4.57 at the "
        + "end.")
    #expect(
      healthyRun().changed { i, row in row[.valueLoss] = 0.1 + 0.02 * Double(i) }.troubles == [])
    // It came down again, and the run learnt.
    let calmed = grown.with(.valueLoss, 9, in: 40..<60).with(.valueLoss, 0.2, in: 60..<100)
    #expect(calmed.troubles == [])
    #expect(calmed.withFlatReturns().troubles == [.explodingValueLoss, .flatReturns])
    // It learnt, and came down to fifteen times what it was: not far enough. To nine times is.
    let wild = healthyRun().with(.valueLoss, 1).with(.valueLoss, 40, in: 40..<60)
    #expect(wild.with(.valueLoss, 15, in: 60..<100).troubles == [.explodingValueLoss])
    #expect(wild.with(.valueLoss, 9, in: 60..<100).troubles == [])
    // Two wild iterations are no alarm.
    #expect(
      healthyRun().with(.valueLoss, 1).with(.valueLoss, 90, in: 50..<52).troubles == [])
    // Nothing but zeros at first: any loss is large beside that.
    let sparse = grown.changed { i, row in
      if i < 3 { (row[.meanReturn], row[.smallestReturn], row[.largestReturn]) = (0, 0, 0) }
    }
    #expect(sparse.troubles == [])
  }

  @Test("a value loss beyond the square of any return so far")
  func beyondReturns() {
    // The largest returns of the first iterations are 40, 56 and 70.
    #expect(healthyRun().with(.valueLoss, 5000, in: 0..<3).troubles == [.explodingValueLoss])
    #expect(healthyRun().with(.valueLoss, 5000, in: 0..<2).troubles == [])
    #expect(healthyRun().with(.valueLoss, 4800, in: 0..<3).troubles == [])
    // Returns that were large once stay in mind.
    let later = healthyRun().with(.largestReturn, 201, in: 50..<100)
    #expect(later.troubles == [])
    let none = healthyRun().changed { i, row in
      (row[.meanReturn], row[.smallestReturn], row[.largestReturn]) = (0, 0, 0)
    }
    #expect(none.troubles == [.flatReturns])
  }

  @Test("gradients a hundred times too long, nearly always")
  func gradient() {
    #expect(healthyRun().with(.gradientNorm, 51).troubles == [.gradientShortened])
    #expect(healthyRun().with(.gradientNorm, 49).troubles == [])
    #expect(healthyRun().with(.gradientNorm, 51, in: 0..<75).troubles == [])
    let long = healthyRun().with(.gradientNorm, 51)
    #expect(long.troubles(.with { $0.maximumGradientNorm = nil }) == [])
    #expect(long.troubles(.unknown("")) == [])
    #expect(
      healthyRun().with(.gradientNorm, 51, in: 0..<76).evidence(of: .gradientShortened)
        == "longer than 100 times the 0.5 that is allowed in 76 of 100 iterations, from 1 to 76; "
        + "median 51.")
  }
}
