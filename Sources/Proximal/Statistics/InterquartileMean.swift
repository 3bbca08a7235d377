/// The interquartile mean: the mean of the middle half of `values`.
///
/// A quarter of the weight is cut off at each end, so one lucky or one failed run cannot move it far;
/// it still uses twice the data that a median does. Where n is not a multiple of four, the values on
/// the two edges count with the fraction that lies inside:
///
///     IQM = (2/n) Σᵢ cᵢ x₍ᵢ₎,   cᵢ = the part of [i, i+1] that lies in [n/4, 3n/4]
///
/// Source: Agarwal et al., “Deep reinforcement learning at the edge of the statistical precipice”,
/// NeurIPS 2021, section 4.3.
public func interquartileMean(_ values: [Double]) -> Double {
  require(!values.isEmpty, "an interquartile mean needs at least one value")
  let sorted = values.sorted()
  let n = Double(values.count)
  var sum = 0.0
  for (i, value) in sorted.enumerated() {
    let inside = min(Double(i) + 1, 0.75 * n) - max(Double(i), 0.25 * n)
    if inside > 0 { sum += inside * value }
  }
  return sum / (0.5 * n)
}

/// The interquartile mean over several runs of what was measured in each of them time after time:
/// at every time that all runs have.
///
/// - Parameter runs: one series a run, one at least; a longer one is cut to the shortest.
public func interquartileMeans(over runs: [[Double]]) -> [Double] {
  require(!runs.isEmpty, "an interquartile mean over runs needs a run")
  let shortest = runs.reduce(Int.max) { min($0, $1.count) }
  return (0..<shortest).map { time in interquartileMean(runs.map { $0[time] }) }
}
