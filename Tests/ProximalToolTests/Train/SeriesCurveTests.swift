import Notebook
import Proximal
import TestSupport
import Testing

@testable import ProximalTool

struct SeriesCurveTests {
  /// What a run's episodes of the first and the last tenth of its steps returned.
  private func bins(first: [Double], last: [Double]) -> LearningCurveView.Bins {
    let view = LearningCurveView()
    view.record(report(iteration: 1, returns: first))
    view.record(report(iteration: 10, returns: last))
    return view.bins
  }

  @Test("a point is the interquartile mean over the runs, with its bootstrap interval")
  func points() {
    // Episodes 1 and 2 of an iteration end in one bin.
    let runs = [0.0, 1, 2, 9].map { bins(first: [$0, $0], last: [5]) }
    let curve = SeriesCurve(combining: runs, seed: 1)
    #expect(curve.steps == [1.5, 91])
    // Of 0, 1, 2, 9 the middle half is 1 and 2.
    #expect(curve.mean == [1.5, 5])
    #expect(curve.band[0].low >= 0 && curve.band[0].low < 1.5)
    #expect(curve.band[0].high > 1.5 && curve.band[0].high <= 9)
    #expect(curve.band[1] == Interval(low: 5, high: 5))
  }

  @Test("where a run has no episode there is no point")
  func gaps() {
    let curve = SeriesCurve(
      combining: [bins(first: [1], last: [3]), bins(first: [], last: [4])], seed: 1)
    #expect(curve.steps == [91] && curve.mean == [3.5])
    #expect(curve.text(for: .output) == "too few episodes ended for a learning curve\n")
  }

  @Test("a drawing names the mean, the interval and the axes")
  func drawing() {
    let runs = [1.0, 2, 4].map { bins(first: [$0, $0], last: [5 + $0]) }
    let text = SeriesCurve(combining: runs, seed: 1).text(for: .output)
    for word in ["interquartile mean", "95% interval", "environment steps", "episode return"] {
      #expect(text.contains(word))
    }
  }

  @Test("in characters the mean is another line than the edges of its band")
  func characters() {
    let runs = [1.0, 5, 9, 13].map { bins(first: [$0, $0], last: [20 + $0]) }
    let text = SeriesCurve(combining: runs, seed: 1).text(for: .output)
    #expect(text.contains("* interquartile mean") && text.contains("... 95% interval"), "\(text)")
    #expect(text.count { $0 == "*" } > 30 && text.count { $0 == "." } > 100, "\(text)")
  }
}
