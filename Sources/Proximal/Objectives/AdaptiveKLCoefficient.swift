/// The penalty's coefficient β, set after each update by how far the policy went: doubled when that
/// was too far, halved when it was less than it might have been.
public struct AdaptiveKLCoefficient: Sendable, Equatable {
  /// How far is too far, and how near too near.
  public enum Rule: Sendable, Equatable {
    /// Halves β when d < d_targ / 1.5 and doubles it when d > 1.5 d_targ (Schulman et al. 2017,
    /// “Proximal policy optimization algorithms”, section 4).
    case target(Double)
    /// Halves β when d < KL_min and doubles it when d > KL_max.
    case range(ClosedRange<Double>)

    /// The mean KL divergences that leave β as it is.
    public var kept: ClosedRange<Double> {
      switch self {
      case .target(let target): target / 1.5...target * 1.5
      case .range(let range): range
      }
    }

    fileprivate var isUsable: Bool {
      switch self {
      case .target(let target): target > 0 && target.isFinite
      case .range(let range): range.lowerBound > 0 && range.upperBound.isFinite
      }
    }
  }

  /// What became of β.
  public enum Change: Sendable, Equatable {
    /// The divergence was below, within or above the range of ``Rule/kept``.
    case halved, kept, doubled
  }

  /// When β is halved, and when doubled.
  public let rule: Rule
  /// β.
  public private(set) var value: Double

  /// - Parameters:
  ///   - beta: the first β, positive: a β of 0 would stay 0.
  ///   - rule: with positive divergences.
  public init(beta: Double, rule: Rule) {
    require(
      beta > 0 && beta.isFinite && rule.isUsable,
      "an adaptive β needs a positive start and positive divergences; got \(beta) and \(rule)")
    value = beta
    self.rule = rule
  }

  /// Sets β for the next update.
  ///
  /// - Parameter meanKL: d, the mean KL divergence of the update just made.
  @discardableResult
  public mutating func update(meanKL: Double) -> Change {
    require(!meanKL.isNaN, "β cannot be set by a divergence that is not a number")
    if meanKL < rule.kept.lowerBound {
      value /= 2
      return .halved
    }
    guard meanKL > rule.kept.upperBound else { return .kept }
    value *= 2
    return .doubled
  }
}
