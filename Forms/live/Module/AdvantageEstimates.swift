import Proximal

// GAE's weights, and the exact bias and variance of the gradient that it gives in the corridor, with the
// critic (1 − κ) V_π: chapter 6's figures "kernel" and "bias-variance".

/// (γλ)^l for l = 0, …, steps − 1, from the estimator: Â_t of an episode that is paid 1 at its end only.
private func kernel(discount: Double, lambda: Double, steps: Int) -> [Double] {
  var estimator = GeneralizedAdvantageEstimation<Double>(discount: discount, lambda: lambda)
  let zeros = [Double](repeating: 0, count: steps)
  let never = zeros.map { _ in false }
  var rewards = zeros
  rewards[steps - 1] = 1
  estimator.update(
    rewards: rewards, values: zeros, nextValues: [0], terminated: never, truncated: never,
    finalValues: zeros)
  return estimator.advantages.reversed()
}

/// Lays down the weights of the residuals, (γλ)^l, and then those of the n-step advantages,
/// (1 − λ)λ^{n−1} with the rest for the last, (6.4), for an episode with so many steps left.
@_cdecl("advantage_kernel")
public func advantageKernel(discount: Double, lambda: Double, steps: Int32) -> Int32 {
  let steps = Int(steps)
  // (1 − λ)λ^{n−1} = λ^{n−1} − λ^n.
  let powers = kernel(discount: 1, lambda: lambda, steps: steps)
  let shares = (0..<steps).map { $0 < steps - 1 ? powers[$0] - powers[$0 + 1] : powers[$0] }
  return Desk.answer(kernel(discount: discount, lambda: lambda, steps: steps) + shares)
}

/// Squared bias and variance of one episode's estimate.
private struct Quality {
  let squaredBias: Double
  let variance: Double
}

private struct EstimatedCorridor {
  static let horizon = 5
  static let policy = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])
  let world: TabularMDP
  let episodes: FiniteDistribution<TabularTrajectory>
  let values: [[Double]]
  let gradient: [Double]

  init(discount: Double) {
    world = .corridor.discounted(by: discount)
    episodes = world.trajectories(of: Self.policy, horizon: Self.horizon)
    values = world.values(of: Self.policy, horizon: Self.horizon)
    gradient = world.policyGradient(of: Self.policy, horizon: Self.horizon)
  }

  func quality(ignorance: Double, lambda: Double) -> Quality {
    var estimator = GeneralizedAdvantageEstimation<Double>(
      discount: world.discount, lambda: lambda)
    let (horizon, values) = (Self.horizon, values)
    let moments = episodes.moments { tau in
      let critic = tau.states.indices.map { t in
        (1 - ignorance) * values[horizon - t][tau.states[t]]
      }
      let never = critic.map { _ in false }
      // After the last step nothing is left, and V is 0.
      estimator.update(
        rewards: tau.rewards, values: critic, nextValues: [0], terminated: never,
        truncated: never, finalValues: critic)
      var discounting = 1.0
      let weights = estimator.advantages.map { advantage in
        defer { discounting *= world.discount }
        return discounting * advantage
      }
      return Self.policy.weightedScore(along: tau, weights: weights)
    }
    let bias = zip(moments.mean, gradient).map { $0 - $1 }
    return Quality(squaredBias: dot(bias, bias), variance: moments.totalVariance)
  }
}

nonisolated(unsafe) private var corridor: EstimatedCorridor?

private func corridor(discount: Double) -> EstimatedCorridor {
  if let known = corridor, known.world.discount == discount { return known }
  let made = EstimatedCorridor(discount: discount)
  corridor = made
  return made
}

/// Lays down the squared bias of the gradient, the variance of one episode's estimate, and the mean
/// squared error of the mean of so many episodes.
@_cdecl("advantage_quality")
public func advantageQuality(
  ignorance: Double, discount: Double, lambda: Double, episodes: Double
) -> Int32 {
  let quality = corridor(discount: discount).quality(ignorance: ignorance, lambda: lambda)
  return Desk.answer([
    quality.squaredBias, quality.variance, quality.squaredBias + quality.variance / episodes,
  ])
}

/// The same three for λ = 0, 0.05, …, 1.
@_cdecl("advantage_qualities")
public func advantageQualities(ignorance: Double, discount: Double, episodes: Double) -> Int32 {
  let corridor = corridor(discount: discount)
  return Desk.answer(
    (0...20).flatMap { index in
      let quality = corridor.quality(ignorance: ignorance, lambda: 0.05 * Double(index))
      return [
        quality.squaredBias, quality.variance, quality.squaredBias + quality.variance / episodes,
      ]
    })
}
