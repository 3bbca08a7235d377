import Foundation
import Notebook
import Proximal

/// What the default trainings of a world came to.
struct WorldResult {
  let environment: String
  /// Environment steps of each training.
  let steps: Int
  /// The mean return of 100 episodes, seed by seed.
  let returns: [Double]
  /// The hash of the agent's weights, seed by seed.
  let weights: [String]
  /// Of a processor, for one training and its evaluation, on average over the seeds.
  let seconds: Double
  /// Of the seed of the first training.
  let seed: Int
  /// When and on what.
  let machine: String

  /// The return from which a seed counts as solved: 0.9 of the best there is; a line of its own where
  /// nobody knows the best, in Pendulum that of chapter 9.
  var threshold: Double {
    bestReturn.map { 0.9 * $0 } ?? (environment == "Pendulum-v1" ? -200 : 1500)
  }
  let bestReturn: Double?

  var solved: Int { returns.count { $0 >= threshold } }
  /// Nine of ten, rounded up; in Gymnasium's worlds, whose seeds are few, their mean.
  var isSolved: Bool {
    guard BenchWorlds.gymnasium.contains(environment) else {
      return 10 * solved >= 9 * returns.count
    }
    return returns.reduce(0, +) >= threshold * Double(returns.count)
  }

  var mean: Double { interquartileMean(returns) }
  var interval: Interval {
    var generator = PCG64(seed: UInt64(seed), stream: .bootstrap)
    return bootstrapInterval(of: returns, using: &generator, statistic: interquartileMean)
  }

  static let header = [
    "world", "steps", "return, IQM", "95% interval", "best possible", "seeds solved",
    "core seconds a seed", "RL Zoo (steps)", "measured",
  ]

  var row: [String] {
    let published = PublishedReturn.zoo[environment]
    return [
      environment, grouped(steps), roundedReturn(mean),
      "\(roundedReturn(interval.low)) … \(roundedReturn(interval.high))",
      bestReturn.map(roundedReturn) ?? "–", "\(solved) of \(returns.count)",
      rounded(seconds, 1),
      published.map { "\(roundedReturn($0.meanReturn)) (\($0.steps))" } ?? "none",
      machine,
    ]
  }
}

/// The rows of a Markdown table by their first cells.
enum MarkdownRows {
  /// The rows that a text has below a header.
  static func of(_ text: String, below header: [String]) -> [String: [String]] {
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| ---") }
      .map { $0.dropFirst(2).dropLast(2).components(separatedBy: " | ") }
    let own = rows.filter { $0.count == header.count && $0 != header }
    return Dictionary(own.map { ($0[0], $0) }) { $1 }
  }
}
