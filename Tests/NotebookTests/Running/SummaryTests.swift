import Notebook
import Proximal
import Testing

@Suite("Summary")
struct SummaryTests {
  private let values = [3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3]

  @Test("the interquartile mean, and the interval of its bootstrap from seed 1")
  func summary() {
    let summary = Summary(values)
    var bootstrap = PCG64(seed: 1, stream: .bootstrap)
    #expect(summary.mean == interquartileMean(values))
    #expect(
      summary.interval
        == bootstrapInterval(of: values, using: &bootstrap, statistic: interquartileMean))
    #expect(summary.interval.low < summary.mean && summary.mean < summary.interval.high)
  }

  @Test("equal values have an interval of no width, written with as many decimals as asked for")
  func range() {
    let summary = Summary([2, 2, 2, 2])
    #expect(summary.range == "2.0 … 2.0" && summary.range(0) == "2 … 2")
    #expect(rounded(summary.interval, 3) == "2.000 … 2.000")
  }
}
