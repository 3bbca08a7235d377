import TestSupport
import Testing

@testable import Proximal

@Suite("Learning curve")
struct LearningCurveTests {
  @Test("hand-worked windows: means of what ended there, the last mean where nothing did")
  func windows() {
    let means = windowMeans(
      ends: [10, 25, 30, 90], returns: [1, 2, 4, 8], totalSteps: 100, windows: 4)
    #expect(means == [1.5, 4, 4, 8])
    #expect(windowMeans(ends: [80], returns: [3], totalSteps: 100, windows: 2) == [0, 3])
  }

  @Test("the band holds the mean, and the steps are the windows' right ends")
  func band() {
    var generator = PCG64(seed: 1)
    let runs = (0..<10).map { seed in
      (ends: [50, 100], returns: [Double(seed), Double(10 * seed)])
    }
    let curve = LearningCurve(runs: runs, totalSteps: 100, windows: 2, using: &generator)
    #expect(curve.steps == [50, 100])
    #expect(curve.mean == [4.5, 45])
    for (mean, band) in zip(curve.mean, curve.band) { #expect(band.contains(mean)) }
  }

  @Test("one run that strays moves neither the mean nor the band far: both are interquartile")
  func outlier() {
    var generator = PCG64(seed: 1)
    let runs = [0, 0, 1, 2, 3, 4, 5, 6, 7, 1000].map { (ends: [100], returns: [Double($0)]) }
    let curve = LearningCurve(runs: runs, totalSteps: 100, windows: 1, using: &generator)
    // Two and a half of ten are cut off at each end: half of 1, then 2, 3, 4, 5 and half of 6.
    #expect(curve.mean == [3.5])
    // 7% of the resamples hold the stray run three times or more, 1% more often: three times, half
    // of one is not cut off, and the mean is about ½ · 1000 / 5. The plain mean would be about 300.
    #expect(curve.band[0].low < 3 && curve.band[0].low > 0)
    #expect(curve.band[0].high > 90 && curve.band[0].high < 120)
  }

  @Test("a curve is the same bits from the same seed")
  func repeatability() {
    let runs = (0..<5).map { (ends: [20, 70], returns: [Double($0), Double(3 * $0)]) }
    func curve() -> LearningCurve {
      var generator = PCG64(seed: 9)
      return LearningCurve(runs: runs, totalSteps: 100, windows: 3, using: &generator)
    }
    #expect(curve().band == curve().band)
    #expect(curve().mean == [2, 2, 6])
  }

  @Test("what was measured at given steps: as if an episode had ended at each of them")
  func measured() {
    let values = (0..<6).map { seed in [1.0, 4, 2].map { $0 * Double(seed * seed) } }
    var (one, other) = (PCG64(seed: 3), PCG64(seed: 3))
    let direct = LearningCurve(steps: [10, 20, 30], values: values, using: &one)
    let byEpisodes = LearningCurve(
      runs: values.map { (ends: [10, 20, 30], returns: $0) }, totalSteps: 30, windows: 3,
      using: &other)
    #expect(direct.steps == byEpisodes.steps && direct.mean == byEpisodes.mean)
    #expect(direct.band == byEpisodes.band)
    #expect(direct.mean[1] == 4 * direct.mean[0])
  }
}
