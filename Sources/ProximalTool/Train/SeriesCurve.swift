import Figures
import Notebook
import Proximal

/// The learning curve of several trainings: the interquartile mean over them, and its 95% band.
struct SeriesCurve {
  let steps: [Double]
  let mean: [Double]
  let band: [Interval]

  /// A point for each bin in which every run has an episode.
  init(combining runs: [LearningCurveView.Bins], seed: UInt64) {
    var generator = PCG64(seed: seed, stream: .bootstrap)
    var (steps, mean, band) = ([Double](), [Double](), [Interval]())
    for bin in 0..<LearningCurveView.Bins.count {
      let points = runs.compactMap { $0.means[bin] }
      guard points.count == runs.count else { continue }
      let returns = points.map(\.meanReturn)
      steps.append(points.reduce(0) { $0 + $1.step } / Double(points.count))
      mean.append(interquartileMean(returns))
      band.append(
        bootstrapInterval(of: returns, using: &generator, statistic: interquartileMean))
    }
    (self.steps, self.mean, self.band) = (steps, mean, band)
  }

  /// The mean as a line in its band.
  func text(for stream: Console.Stream) -> String {
    guard steps.count > 1 else { return tooFewEpisodes }
    return curvePreview(for: stream) { panel in
      panel.band(x: steps, from: band.map(\.low), to: band.map(\.high), label: "95% interval")
      panel.line(x: steps, y: mean, label: "interquartile mean")
    }
  }
}
