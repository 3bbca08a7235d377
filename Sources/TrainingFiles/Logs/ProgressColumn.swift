import Proximal

/// The columns of `progress.csv`, in their order. A column's raw value is its name in the file.
public enum ProgressColumn: String, CaseIterable, Sendable {
  /// Iterations done, from 1: a rollout and the update it pays for are one.
  case iteration
  /// Iterations of the whole training.
  case iterationCount = "iteration_count"
  /// Environment steps taken.
  case steps
  /// Environment steps of the whole training.
  case totalSteps = "total_steps"
  /// Gradient steps taken.
  case gradientSteps = "gradient_steps"
  /// Gradient steps of this iteration's update, fewer than usual where a target KL ended it.
  case updateGradientSteps = "update_gradient_steps"
  /// Seconds since the training began.
  case seconds
  /// Environment steps a second, from the beginning until now.
  case stepsPerSecond = "steps_per_second"
  /// Episodes that ended in this iteration's rollout.
  case episodes
  /// Rows of `monitor.csv` up to here.
  case episodesSoFar = "episodes_so_far"
  /// Of these episodes; empty where none ended, as are the next three.
  case meanReturn = "mean_return"
  /// The smallest of their returns.
  case smallestReturn = "smallest_return"
  /// The largest of their returns.
  case largestReturn = "largest_return"
  /// The mean of their lengths, in steps.
  case meanLength = "mean_length"
  /// The actor's α.
  case learningRate = "learning_rate"
  /// −L^CLIP, like the six that follow a mean over the update's gradient steps.
  case policyLoss = "policy_loss"
  /// L^V.
  case valueLoss = "value_loss"
  /// H, in nats.
  case entropy
  /// The mean of ρ − 1 − log ρ.
  case approximateKL = "approximate_kl"
  /// The share of ratios outside the clip range.
  case clipFraction = "clip_fraction"
  /// The gradient's length before it was shortened.
  case gradientNorm = "gradient_norm"
  /// Of the critic, before the update.
  case explainedVariance = "explained_variance"
  /// σ after the update, the mean over the components of an action; empty where actions are
  /// discrete.
  case standardDeviation = "standard_deviation"
  /// ε, a setting.
  case clipRange = "clip_range"
  /// The longest gradient allowed, a setting.
  case maxGradientNorm = "max_gradient_norm"

  /// The first line of the file.
  package static var header: String { allCases.map(\.rawValue).joined(separator: ",") + "\n" }
}

/// One line of `progress.csv`: numbers in some of the columns.
public typealias ProgressRow = [ProgressColumn: Double]

extension ProgressRow {
  /// What a report says; settings and the count of all episodes are for the log to add.
  init(_ report: IterationReport) {
    self = [
      .iteration: Double(report.iteration), .iterationCount: Double(report.iterationCount),
      .steps: Double(report.steps), .totalSteps: Double(report.totalSteps),
      .gradientSteps: Double(report.gradientSteps),
      .updateGradientSteps: Double(report.statistics.gradientSteps),
      .seconds: report.seconds, .stepsPerSecond: Double(report.steps) / report.seconds,
      .episodes: Double(report.episodes.count), .learningRate: report.learningRate,
    ]
    let returns = report.episodes.map(\.episodeReturn)
    self[.meanReturn] = returns.mean
    self[.smallestReturn] = returns.min()
    self[.largestReturn] = returns.max()
    self[.meanLength] = report.episodes.map { Double($0.length) }.mean
    self[.standardDeviation] = report.standardDeviations.mean
    add(report.statistics)
  }

  private mutating func add(_ statistics: PPOStatistics) {
    self[.policyLoss] = statistics.policyLoss
    self[.valueLoss] = statistics.valueLoss
    self[.entropy] = statistics.entropy
    self[.approximateKL] = statistics.approximateKL
    self[.clipFraction] = statistics.clipFraction
    self[.gradientNorm] = statistics.gradientNorm
    self[.explainedVariance] = statistics.explainedVariance
  }

  /// The line: numbers read back to the bit, nothing where there is none.
  var line: String {
    let cells = ProgressColumn.allCases.map { column in
      guard let number = self[column] else { return "" }
      if number.isNaN { return "nan" }
      return Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }
    return cells.joined(separator: ",") + "\n"
  }
}

extension [Double] {
  /// Nil of none.
  package var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
