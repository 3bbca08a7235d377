import Proximal
import TestSupport
import Testing

@Suite("Bootstrap")
struct BootstrapTests {
  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  @Test("the 95% interval of a mean is about ±1.96 standard errors wide")
  func width() {
    var generator = PCG64(seed: 4)
    let values = (0..<400).map { _ in generator.standardNormal() }
    let interval = bootstrapInterval(of: values, using: &generator, statistic: mean)
    let (centre, error) = meanAndStandardError(values)
    // 2000 resamples place each end to about 0.06 standard errors; four times that is allowed.
    expectClose((interval.low - centre) / error, -1.96, tolerance: 0.25)
    expectClose((interval.high - centre) / error, 1.96, tolerance: 0.25)
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
