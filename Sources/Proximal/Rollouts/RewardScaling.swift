/// What the learner is shown in place of a reward; returns are reported in the world's own.
public enum RewardScaling: Sendable, Equatable {
  /// The reward as it is.
  case none
  /// (r + shift) / divisor.
  case affine(shift: Double, divisor: Double)
  /// r / σ_G, σ_G the running standard deviation of the discounted sum of rewards up to now, and no
  /// further than `bound` from 0. The mean is not subtracted: that would change what is optimal
  /// wherever episodes can end.
  ///
  /// Source: the `NormalizeReward` wrapper of Gymnasium, after OpenAI Baselines' `VecNormalize`, 2017.
  case byReturnDeviation(bound: Double)
}

extension RewardScaling: CustomStringConvertible {
  /// `as they are`, `(r + 8.0) / 8.0` or `by the return's deviation, within ±10.0`.
  public var description: String {
    switch self {
    case .none: "as they are"
    case .affine(let shift, let divisor): "(r + \(shift)) / \(divisor)"
    case .byReturnDeviation(let bound): "by the return's deviation, within ±\(bound)"
    }
  }
}

/// Applies a ``RewardScaling`` to N environments, step by step.
@usableFromInline
struct RewardScaler: Sendable {
  private let scaling: RewardScaling
  private let discount: Double
  /// Σ_k γᵏ r_{t−k}, of each environment's running episode, `[N]`.
  private var sums: [Double]
  private var moments = RunningMoments()
  /// The rewards of the latest step as the learner sees them, `[N]`.
  @usableFromInline private(set) var rewards: [Float]

  init(_ scaling: RewardScaling, discount: Double, environmentCount: Int) {
    if case .affine(_, let divisor) = scaling {
      require(divisor > 0, "rewards are divided by a number above 0; got \(divisor)")
    }
    self.scaling = scaling
    self.discount = discount
    sums = [Double](repeating: 0, count: environmentCount)
    rewards = [Float](repeating: 0, count: environmentCount)
  }

  /// Whether it changes nothing.
  @usableFromInline var isIdentity: Bool { scaling == .none }

  /// Takes the rewards of a step, `[N]`, and which episodes it ended.
  @usableFromInline
  mutating func update(_ raw: [Float], terminated: [Bool], truncated: [Bool]) {
    switch scaling {
    case .none:
      for n in rewards.indices { rewards[n] = raw[n] }
    case .affine(let shift, let divisor):
      for n in rewards.indices { rewards[n] = Float((Double(raw[n]) + shift) / divisor) }
    case .byReturnDeviation(let bound):
      for n in rewards.indices {
        sums[n] = discount * sums[n] + Double(raw[n])
        moments.add(sums[n])
      }
      let scale = 1 / (moments.variance + 1e-8).squareRoot()
      for n in rewards.indices {
        rewards[n] = Float(min(max(Double(raw[n]) * scale, -bound), bound))
        if terminated[n] || truncated[n] { sums[n] = 0 }
      }
    }
  }
}

extension RewardScaler {
  mutating func archive(sum i: Int, in archive: inout StateArchive) throws(StateArchiveError) {
    try archive.visit(&sums[i])
  }

  mutating func archive(momentsIn archive: inout StateArchive) throws(StateArchiveError) {
    try moments.archive(in: &archive)
  }
}
