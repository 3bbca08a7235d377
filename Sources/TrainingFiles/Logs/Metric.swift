import Proximal

/// A number that a training tells of itself after every iteration. Its raw value is its column in
/// `progress.csv`; what else is to be known of it stands in its `definition`, and everybody who
/// shows numbers reads it there: logs, the live view, the doctor.
public enum Metric: String, CaseIterable, Sendable {
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
  /// Of these episodes; empty where none ended, as are the next four.
  case meanReturn = "mean_return"
  /// The smallest of their returns.
  case smallestReturn = "smallest_return"
  /// The largest of their returns.
  case largestReturn = "largest_return"
  /// The mean of their lengths.
  case meanLength = "mean_length"
  /// The share of them that a time limit cut off.
  case truncatedFraction = "truncated_fraction"
  /// The actor's α.
  case learningRate = "learning_rate"
  /// −L^CLIP, like the five that follow a mean over the update's gradient steps.
  case policyLoss = "policy_loss"
  /// L^V.
  case valueLoss = "value_loss"
  /// H.
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
}

extension Metric {
  /// What there is to know of a metric.
  package struct Definition: Sendable {
    /// In words: `approximate KL`.
    package var label: String
    /// Empty where it is a plain number.
    package var unit: String
    /// TensorBoard's name for it, as CleanRL has it; nil where TensorBoard is not told.
    package var tag: String?
    /// How the line of a running training shows it; nil where that has no room for it.
    package var live: LiveForm?
    /// Its value; nil where an iteration has none.
    package var read: @Sendable (IterationReport) -> Double?

    init(
      _ label: String, unit: String = "", tag: String? = nil, live: LiveForm? = nil,
      read: @escaping @Sendable (IterationReport) -> Double?
    ) {
      (self.label, self.unit, self.tag, self.live) = (label, unit, tag, live)
      self.read = read
    }

    /// A number that the core has by its name.
    init(_ metric: PPOStatistics.Metric, unit: String = "", tag: String, live: LiveForm? = nil) {
      self.init(metric.label, unit: unit, tag: tag, live: live) { $0.statistics[metric] }
    }
  }

  /// A short name, and how the number is written behind it.
  package enum LiveForm: Sendable {
    case significant(String)
    case percent(String)
    case decimals(String, Int)
  }

  // One line a metric is a table; broken to the width of a page it would be none.
  // swift-format-ignore
  package var definition: Definition {
    switch self {
    case .iteration: Definition("iteration") { Double($0.iteration) }
    case .iterationCount: Definition("iterations of the whole training") { Double($0.iterationCount) }
    case .steps: Definition("environment steps") { Double($0.steps) }
    case .totalSteps: Definition("environment steps of the whole training") { Double($0.totalSteps) }
    case .gradientSteps: Definition("gradient steps") { Double($0.gradientSteps) }
    case .updateGradientSteps: Definition("gradient steps of the update") { Double($0.statistics.gradientSteps) }
    case .seconds: Definition("time", unit: "s") { $0.seconds }
    case .stepsPerSecond: Definition("speed", unit: "steps/s", tag: "charts/SPS") { Double($0.steps) / $0.seconds }
    case .episodes: Definition("episodes") { Double($0.episodes.count) }
    // The log counts them.
    case .episodesSoFar: Definition("episodes so far") { _ in nil }
    case .meanReturn: Definition("mean return") { $0.returns.mean }
    case .smallestReturn: Definition("smallest return") { $0.returns.min() }
    case .largestReturn: Definition("largest return") { $0.returns.max() }
    case .meanLength: Definition("episode length", unit: "steps") { $0.episodes.map { Double($0.length) }.mean }
    case .truncatedFraction: Definition("truncated episodes") { $0.episodes.map { $0.status == .truncated ? 1 : 0 }.mean }
    case .learningRate: Definition("learning rate", tag: "charts/learning_rate") { $0.learningRate }
    case .policyLoss: Definition(.policyLoss, tag: "losses/policy_loss")
    case .valueLoss: Definition(.valueLoss, tag: "losses/value_loss")
    case .entropy: Definition(.entropy, unit: "nats", tag: "losses/entropy")
    case .approximateKL: Definition(.approximateKL, unit: "nats", tag: "losses/approx_kl", live: .significant("KL"))
    case .clipFraction: Definition(.clipFraction, tag: "losses/clipfrac", live: .percent("clipped"))
    case .gradientNorm: Definition(.gradientNorm, tag: "losses/grad_norm")
    case .explainedVariance: Definition("explained variance", tag: "losses/explained_variance", live: .decimals("EV", 2)) { $0.statistics.explainedVariance }
    case .standardDeviation: Definition("σ", tag: "policy/standard_deviation") { $0.standardDeviations.mean }
    }
  }
}
