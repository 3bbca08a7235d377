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
}
