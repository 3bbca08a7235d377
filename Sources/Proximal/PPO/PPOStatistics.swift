/// What an update did, as means over its gradient steps.
public struct PPOStatistics: Sendable, Equatable {
  /// −L^CLIP.
  public private(set) var policyLoss = 0.0
  /// L^V.
  public private(set) var valueLoss = 0.0
  /// H, in nats.
  public private(set) var entropy = 0.0
  /// The mean of ρ − 1 − log ρ.
  public private(set) var approximateKL = 0.0
  /// The share of ratios outside the clip range.
  public private(set) var clipFraction = 0.0
  /// The gradient's length before it was shortened.
  public private(set) var gradientNorm = 0.0
  /// Of the critic, before the update; see `CriticValues`.
  public let explainedVariance: Double
  /// Gradient steps of the update.
  public private(set) var gradientSteps = 0

  init(explainedVariance: Double = 0) { self.explainedVariance = explainedVariance }

  mutating func add(_ parts: PPOLossParts, gradientNorm: Double) {
    gradientSteps += 1
    let share = 1 / Double(gradientSteps)
    policyLoss += share * (parts.policyLoss - policyLoss)
    valueLoss += share * (parts.valueLoss - valueLoss)
    entropy += share * (parts.entropy - entropy)
    approximateKL += share * (parts.approximateKL - approximateKL)
    clipFraction += share * (parts.clipFraction - clipFraction)
    self.gradientNorm += share * (gradientNorm - self.gradientNorm)
  }
}
