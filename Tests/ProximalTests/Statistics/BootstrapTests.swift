import TestSupport
import Testing

@testable import Proximal

@Suite("Bootstrap")
struct BootstrapTests {
  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  @Test("the 95% interval of a mean is about ±1.96 standard errors wide")
  func width() {
    var generator = PCG64(seed: 4)
    let values = (0..<400).map { _ in generator.standardNormal() }
    let interval = bootstrapInterval(of: values, using: &generator, statistic: mean)
    let (centre, error) = meanAndStandardError(values)
    // 2000 resamples place each end to about 0.06 standard errors; three times that is allowed, which
    // the ends of the 90% interval, ±1.64, miss.
    expectClose((interval.low - centre) / error, -1.96, tolerance: 0.09)
    expectClose((interval.high - centre) / error, 1.96, tolerance: 0.09)
  }

  @Test("both samples of a difference are drawn anew, each for itself: the variances add")
  func differenceWidth() {
    var generator = PCG64(seed: 6)
    let values = (0..<400).map { _ in generator.standardNormal() }
    let error = meanAndStandardError(values).1
    // The same sample on both sides: drawn in pairs it would have no spread at all.
    let interval = bootstrapInterval(
      ofDifference: values, minus: values, using: &generator, statistic: mean)
    let expected = 1.96 * 2.0.squareRoot()
    expectClose(interval.low / error, -expected, tolerance: 0.12)
    expectClose(interval.high / error, expected, tolerance: 0.12)
  }

  @Test("hand-worked quantiles lie on the line between neighbours")
  func quantiles() {
    let sorted: [Double] = [1, 2, 4]
    #expect([0, 0.25, 0.5, 0.75, 1].map { quantile(sorted, $0) } == [1, 1.5, 2, 3, 4])
    #expect(quantile([7], 0.975) == 7)
  }

  @Test("it covers the truth about as often as it says: 95 of 100, z-test at 99.9%")
  func coverage() {
    var generator = PCG64(seed: 8)
    let covered = (0..<400).map { _ -> Double in
      let values = (0..<50).map { _ in 3 + generator.standardNormal() }
      let interval = bootstrapInterval(
        of: values, resamples: 400, using: &generator, statistic: mean)
      return interval.contains(3) ? 1 : 0
    }
    // With 50 values the percentile interval is a little short: 0.94 rather than 0.95.
    let test = ZTest(covered, expected: 0.94)
    #expect(test.passes, "\(test)")
  }

  @Test("equal values have no spread; a difference of equal samples contains zero")
  func degenerate() {
    var generator = PCG64(seed: 1)
    let same = bootstrapInterval(of: [5, 5, 5], using: &generator, statistic: mean)
    #expect(same == Interval(low: 5, high: 5))
    let difference = bootstrapInterval(
      ofDifference: [1, 2, 3, 4], minus: [1, 2, 3, 4], using: &generator, statistic: mean)
    #expect(difference.contains(0))
    let apart = bootstrapInterval(
      ofDifference: [11, 12, 13], minus: [1, 2, 3], using: &generator, statistic: mean)
    #expect(apart.low >= 8 && apart.high <= 12)
  }
}
