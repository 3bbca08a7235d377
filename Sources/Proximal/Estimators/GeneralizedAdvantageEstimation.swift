/// Generalised advantage estimation over a rollout, `[T × N]`, step-major.
///
///     δₜ = rₜ + γ V(sₜ₊₁) − V(sₜ)
///     Âₜ = Σₗ (γλ)ˡ δₜ₊ₗ,   by recursion from the end   Âₜ = δₜ + γλ Âₜ₊₁
///
/// Nothing crosses the end of an episode. V(sₜ₊₁) is 0 where step t terminated its episode; where
/// a time limit truncated it, V of the episode's own last observation, which is not the observation
/// of the next row: that belongs to the episode after it.
///
/// Source: Schulman, Moritz, Levine, Jordan and Abbeel, “High-dimensional continuous control using
/// generalized advantage estimation”, ICLR 2016, eqs. 10 and 16. Time limits: Pardo, Tavakoli,
/// Levdik and Kormushev, “Time limits in reinforcement learning”, ICML 2018.
///
/// Make one and use it again: it grows to the largest rollout it has seen and then allocates nothing.
public struct GeneralizedAdvantageEstimation<Scalar: BinaryFloatingPoint & Sendable>: Sendable {
  /// γ.
  public let discount: Double
  /// λ.
  public let lambda: Double
  /// Âₜ, `[T × N]`.
  public private(set) var advantages: [Scalar] = []
  /// Âₜ + V(sₜ), the critic's targets, `[T × N]`.
  public private(set) var returns: [Scalar] = []

  /// - Parameters:
  ///   - discount: γ, from 0 to 1.
  ///   - lambda: λ, from 0 to 1.
  public init(discount: Double, lambda: Double) {
    require((0...1).contains(discount), "a discount γ lies from 0 to 1; got \(discount)")
    require((0...1).contains(lambda), "GAE's λ lies from 0 to 1; got \(lambda)")
    self.discount = discount
    self.lambda = lambda
  }

  /// - Parameters:
  ///   - rewards: rₜ, `[T × N]`.
  ///   - values: V(sₜ), `[T × N]`.
  ///   - nextValues: V of the observation after the last step, `[N]`.
  ///   - terminated: whether step t ended its episode for good, `[T × N]`.
  ///   - truncated: whether a time limit cut the episode off at step t, `[T × N]`.
  ///   - finalValues: V of the last observation of the episode that was truncated at step t,
  ///     `[T × N]`; looked at nowhere else. All zero treats a time limit as an end for good.
  @specialized(where Scalar == Float)
  public mutating func update(
    rewards: [Scalar], values: [Scalar], nextValues: [Scalar], terminated: [Bool],
    truncated: [Bool], finalValues: [Scalar]
  ) {
    let (count, width) = (rewards.count, nextValues.count)
    require(
      width > 0 && count % width == 0
        && [values.count, terminated.count, truncated.count, finalValues.count]
          .allSatisfy { $0 == count },
      "a rollout of \(width) environments needs T × \(width) rewards, values, flags and final values; "
        + "got \(count), \(values.count), \(terminated.count), \(truncated.count) and "
        + "\(finalValues.count)")
    if advantages.count != count {
      advantages = [Scalar](repeating: 0, count: count)
      returns = advantages
    }
    let (gamma, gammaLambda) = (Scalar(discount), Scalar(discount * lambda))
    // snippet.gae
    // From the last step to the first, each environment on its own account.
    for t in (0..<count).reversed() {
      let ended = terminated[t] || truncated[t]
      let isLast = t + width >= count
      var nextValue = isLast ? nextValues[t + width - count] : values[t + width]
      if ended { nextValue = terminated[t] ? 0 : finalValues[t] }
      // δ_t = r_t + γ V(s_{t+1}) − V(s_t)
      let delta = rewards[t] + gamma * nextValue - values[t]
      // Â_t = δ_t + γλ Â_{t+1}
      advantages[t] = ended || isLast ? delta : delta + gammaLambda * advantages[t + width]
      returns[t] = advantages[t] + values[t]
    }
    // snippet.end
  }
}
