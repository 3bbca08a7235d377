import Testing

@testable import Figures

@Suite struct TicksTests {
  @Test(
    "labels are as short as they can be and as long as they must",
    arguments: [
      ([0.0, 100_000, 200_000], ["0", "100k", "200k"]),
      ([0, 500_000, 1_000_000, 1_500_000], ["0", "500k", "1M", "1.5M"]),
      ([0, 0.5, 1], ["0.0", "0.5", "1.0"]),
      ([-0.25, 0, 0.25], ["−0.25", "0.00", "0.25"]),
      ([0, 2000, 4000], ["0", "2000", "4000"]),
      ([0, 5000, 10_000], ["0", "5k", "10k"]),
      ([0, 1e-5, 2e-5], ["0", "1·10^{−5}", "2·10^{−5}"]),
      ([-3], ["−3"]),
    ])
  func labels(values: [Double], expected: [String]) {
    #expect(tickLabels(for: values) == expected)
  }

  @Test(
    "round values are multiples of 1, 2 or 5 times a power of ten, without rounding noise",
    arguments: [
      (0.0, 1.0, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]), (0, 500, 6, [0, 100, 200, 300, 400, 500]),
      (-0.3, 0.3, 7, [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]), (3, 17, 4, [5, 10, 15]),
    ])
  func roundNumbers(lower: Double, upper: Double, count: Int, expected: [Double]) {
    #expect(roundValues(from: lower, to: upper, atMost: count) == expected)
  }

  @Test("there are never more round values than asked for, and from two on nearly as many")
  func counts() {
    for count in 2...9 {
      for exponent in -8...8 {
        for mantissa in [1.0, 1.7, 2.3, 4.9, 9.99] {
          var width = mantissa
          for _ in 0..<abs(exponent) { width = exponent < 0 ? width / 10 : width * 10 }
          let values = roundValues(from: -width / 3, to: width, atMost: count)
          #expect(values.count <= count && values.count * 3 >= count)
          #expect(values == values.sorted() && values.allSatisfy { $0 >= -width / 3 })
        }
      }
    }
  }

  @Test("a logarithmic axis is labelled at powers of ten, with bare marks between")
  func logarithmic() {
    let axis = Axis(from: 1, to: 1000, scale: .logarithmic)
    let resolved = ResolvedAxis(axis, showing: Extent(), padded: false)
    let ticks = axis.marks(on: resolved, atMost: 8)
    #expect(ticks.filter { !$0.isMinor }.map(\.label) == ["1", "10", "100", "1k"])
    #expect(ticks.count { $0.isMinor } == 24)
    #expect(ticks.map(\.value) == ticks.map(\.value).sorted())
  }

  @Test("a short logarithmic axis is labelled at 1, 2 and 5; a very long one at every so many")
  func logarithmicExtremes() {
    func labels(_ from: Double, _ to: Double) -> [String] {
      let axis = Axis(from: from, to: to, scale: .logarithmic)
      return axis.marks(
        on: ResolvedAxis(axis, showing: Extent(), padded: false), atMost: 5
      ).filter { !$0.isMinor }.map(\.label)
    }
    #expect(labels(1, 12) == ["1", "2", "5", "10"])
    #expect(labels(1e-12, 1) == ["10^{−12}", "10^{−9}", "10^{−6}", "10^{−3}", "10^{0}"])
  }

  @Test("the data text shows six digits, no minus zero, and nan for what is not finite")
  func sixDigitNumbers() {
    #expect(
      [0.1 + 0.2, -0.0, 1_234_567, 1e-9].map(sixDigits) == ["0.3", "0", "1.23457e+06", "1e-09"])
    #expect([Double.nan, .infinity, -.infinity].map(sixDigits) == ["nan", "nan", "nan"])
  }
}
