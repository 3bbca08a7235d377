import Notebook

/// The agent of a world that `make dist` gives away: of the seed whose return is the median.
///
/// A seed fixes every weight, so seed and hash are enough to train it anew, to the bit.
struct MedianAgent: Equatable {
  let environment: String
  let seed: Int
  /// The mean return of 100 episodes.
  let finalReturn: Double
  /// The hash of its weights, as `proximal train --json` prints it.
  let weights: String

  static let header = ["world", "seed", "return", "weights"]

  var row: [String] { [environment, "\(seed)", roundedReturn(finalReturn), weights] }
}

extension WorldResult {
  /// The lower of the two medians where the seeds are even in number; of equal returns, that of the
  /// smallest seed comes first.
  var medianAgent: MedianAgent {
    let ascending = returns.indices.sorted { (returns[$0], $0) < (returns[$1], $1) }
    let median = ascending[(ascending.count - 1) / 2]
    return MedianAgent(
      environment: environment, seed: seed + median, finalReturn: returns[median],
      weights: weights[median])
  }
}
