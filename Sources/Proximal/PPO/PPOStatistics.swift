/// What a minibatch's step or a whole update did: means over transitions, or over gradient steps.
public struct PPOStatistics: Sendable {
  /// A number that every gradient step has. What adds them up, what looks for one that is not finite
  /// and what logs them goes through `allCases`.
  public enum Metric: Int, CaseIterable, Sendable {
    /// −L^CLIP.
    case policyLoss
    /// L^V.
    case valueLoss
    /// H, in nats.
    case entropy
    /// The mean of ρ − 1 − log ρ.
    case approximateKL
    /// The share of ratios outside the clip range.
    case clipFraction
    /// The gradient's length before it was shortened.
    case gradientNorm

    /// In words, as a sentence has it.
    public var label: String {
      switch self {
      case .policyLoss: "policy loss"
      case .valueLoss: "value loss"
      case .entropy: "entropy"
      case .approximateKL: "approximate KL"
      case .clipFraction: "clip fraction"
      case .gradientNorm: "gradient norm"
      }
    }
  }

  private var means = InlineArray<6, Double>(repeating: 0)
  /// Of the critic, before the update; see `CriticValues`.
  public private(set) var explainedVariance = 0.0
  /// The gradient steps counted in.
  public private(set) var gradientSteps = 0

  /// The mean of a number so far.
  public internal(set) subscript(metric: Metric) -> Double {
    get { means[metric.rawValue] }
    set { means[metric.rawValue] = newValue }
  }

  /// −L^CLIP.
  public var policyLoss: Double { self[.policyLoss] }
  /// L^V.
  public var valueLoss: Double { self[.valueLoss] }
  /// H, in nats.
  public var entropy: Double { self[.entropy] }
  /// The mean of ρ − 1 − log ρ, in nats.
  public var approximateKL: Double { self[.approximateKL] }
  /// The share of ratios outside the clip range, 0 … 1.
  public var clipFraction: Double { self[.clipFraction] }
  /// ‖∇L‖ before it was shortened.
  public var gradientNorm: Double { self[.gradientNorm] }

  /// Nothing yet, but what is known without the losses.
  init(gradientNorm: Double = 0, explainedVariance: Double = 0) {
    self.explainedVariance = explainedVariance
    self[.gradientNorm] = gradientNorm
  }

  /// Of one block's two halves.
  init<Distributions>(
    _ actor: ActorUpdate<Distributions>.Block, _ critic: CriticUpdate<Distributions.Scalar>.Block
  ) {
    self[.policyLoss] = -actor.surrogate.value
    self[.valueLoss] = critic.valueLoss.value
    self[.entropy] = actor.entropy
    self[.approximateKL] = actor.surrogate.approximateKL
    self[.clipFraction] = actor.surrogate.clipFraction
  }

  /// Counts a block in; `weight` is its share of the minibatch's transitions.
  mutating func add(_ block: Self, weight: Double) {
    for i in means.indices { means[i] += weight * block.means[i] }
  }

  /// Counts a gradient step in.
  mutating func add(step: Self) {
    gradientSteps += 1
    let share = 1 / Double(gradientSteps)
    for i in means.indices { means[i] += share * (step.means[i] - means[i]) }
  }

  /// The first number that is not finite; nil where all are.
  var nonFinite: (metric: Metric, value: Double)? {
    // Nothing is listed where nothing is wrong: a sum tells.
    var sum = 0.0
    for i in means.indices { sum += means[i] }
    guard !sum.isFinite else { return nil }
    return Metric.allCases.first { !self[$0].isFinite }.map { ($0, self[$0]) }
  }
}

extension PPOStatistics: Equatable {
  public static func == (a: Self, b: Self) -> Bool {
    a.explainedVariance == b.explainedVariance && a.gradientSteps == b.gradientSteps
      && Metric.allCases.allSatisfy { a[$0] == b[$0] }
  }
}
