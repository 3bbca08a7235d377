import Proximal
import TestSupport
import Testing

@testable import gae

@Suite("Advantages: one step, n steps, all of them")
struct AdvantageTests {
  let segments = Segments(steps: 40, width: 3, seed: 6)
  let lambdas = [0, 0.3, 0.95, 1]
  /// The policy of the chapter's corridor.
  let wanderer = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])

  @Test("(6.1) with λ = 0 the core gives δ_t: reward, plus discounted next value, minus value")
  func residual() {
    let estimate = segments.estimate(discount: 0.9, lambda: 0)
    for environment in 0..<3 {
      for episode in segments.episodes(of: environment) {
        let rewards = episode.steps.map { segments.rewards[$0] }
        let expected = residuals(rewards, segments.values(episode), discount: 0.9)
        expectClose(episode.steps.map { estimate.advantages[$0] }, expected, tolerance: 1e-14)
      }
    }
    // By hand: 1 + 0.9 · 1.5 − 2.
    let hand = advantages(rewards: [1, 0], values: [2, 1.5, 0], discount: 0.9, lambda: 0)
    expectClose(hand, [0.35, -1.5], tolerance: 1e-15)
  }

  @Test("(6.2) the mean residual of a right critic is the advantage; of a wrong one it is not")
  func meanResidual() {
    for (scale, isRight) in [(0.0, true), (1.0, false)] {
      let critic = WrongCritic(seed: 3, scale: scale)
      for (s, a) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let mean = critic.mean(state: s, action: a, at: 1) { tau in
          residuals(tau.rewards, critic.values(along: tau), discount: 0.8)[1]
        }
        let distance = abs(mean - critic.advantage(state: s, action: a, at: 1))
        #expect((distance < 1e-13) == isRight)
        #expect((distance > 1e-3) == !isRight)
      }
    }
  }

  @Test("(6.3) n rewards and then the critic is the sum of n discounted residuals, for every n")
  func telescope() {
    let (rewards, values) = ([1.0, 0, 2, -1, 3], [2.0, 1.5, 2.5, 0.5, 1, 4])
    let deltas = residuals(rewards, values, discount: 0.9)
    for t in 0..<5 {
      for n in 1...(5 - t) {
        let sum = (0..<n).reduce(0.0) { $0 + power(0.9, $1) * deltas[t + $1] }
        let direct = nStep(n, at: t, rewards: rewards, values: values, discount: 0.9)
        expectClose(direct, sum, tolerance: 1e-14)
      }
    }
    // By hand: 1 + 0 + 0.81 · 2.5 − 2.
    let two = nStep(2, at: 0, rewards: rewards, values: values, discount: 0.9)
    expectClose(two, 1.025, tolerance: 1e-15)
  }

  @Test("(6.4) the weighted mean of the n-step advantages is the sum of (γλ)^l δ, and the core's")
  func exponentialMean() {
    for lambda in lambdas {
      let estimate = segments.estimate(discount: 0.9, lambda: lambda)
      for episode in (0..<3).flatMap(segments.episodes) {
        let rewards = episode.steps.map { segments.rewards[$0] }
        let values = segments.values(episode)
        let deltas = residuals(rewards, values, discount: 0.9)
        for (t, index) in episode.steps.enumerated() {
          let sum = deltas[t...].indices.reduce(0.0) {
            $0 + power(0.9 * lambda, $1 - t) * deltas[$1]
          }
          let mean = weightedMean(
            at: t, rewards: rewards, values: values, discount: 0.9, lambda: lambda)
          expectClose([mean, estimate.advantages[index]], [sum, sum], tolerance: 1e-13)
        }
      }
    }
  }

  @Test("(6.4) the weights sum to one: a constant is its own mean")
  func weights() {
    // Rewards 0 and values −1, 0, 0, …: every n-step advantage of step 0 is 1.
    let (rewards, values) = ([0.0, 0, 0, 0], [-1.0, 0, 0, 0, 0])
    for lambda in lambdas {
      let mean = weightedMean(
        at: 0, rewards: rewards, values: values, discount: 0.9, lambda: lambda)
      expectClose(mean, 1, tolerance: 1e-15)
    }
  }

  @Test("(6.5) λ = 0 is the residual, λ = 1 the discounted return minus the value")
  func ends() {
    let (zero, one) = (
      segments.estimate(discount: 0.9, lambda: 0), segments.estimate(discount: 0.9, lambda: 1)
    )
    for episode in (0..<3).flatMap(segments.episodes) {
      let rewards = episode.steps.map { segments.rewards[$0] }
      let deltas = residuals(rewards, segments.values(episode), discount: 0.9)
      for (t, index) in episode.steps.enumerated() {
        expectClose(zero.advantages[index], deltas[t], tolerance: 1e-14)
        let m = rewards.count - t
        let toGo = (0..<m).reduce(power(0.9, m) * episode.lastValue) {
          $0 + power(0.9, $1) * rewards[t + $1]
        }
        expectClose(one.advantages[index], toGo - segments.values[index], tolerance: 1e-13)
      }
    }
  }

  @Test("(6.6) the recursion gives what the chapter's own gives, bit for bit, episode by episode")
  func recursion() {
    for lambda in lambdas {
      let estimate = segments.estimate(discount: 0.9, lambda: lambda)
      for episode in (0..<3).flatMap(segments.episodes) {
        let own = advantages(
          rewards: episode.steps.map { segments.rewards[$0] }, values: segments.values(episode),
          discount: 0.9, lambda: lambda)
        #expect(own == episode.steps.map { estimate.advantages[$0] })
        for t in own.indices.dropLast() {
          let delta = residuals(
            episode.steps.map { segments.rewards[$0] }, segments.values(episode), discount: 0.9)
          expectClose(own[t], delta[t] + 0.9 * lambda * own[t + 1], tolerance: 1e-14)
        }
      }
    }
  }

  @Test(
    "(6.7) the mean of GAE with a wrong critic, by listing trajectories", arguments: [0, 0.6, 1])
  func bias(lambda: Double) {
    for seed in 1...4 {
      let critic = WrongCritic(seed: UInt64(seed))
      for t in 0..<critic.horizon {
        for (s, a) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
          let mean = critic.mean(state: s, action: a, at: t) { tau in
            advantages(
              rewards: tau.rewards, values: critic.values(along: tau), discount: 0.8,
              lambda: lambda)[t]
          }
          let later = critic.mean(state: s, action: a, at: t) { tau in
            let states = tau.states + [tau.finalState]
            return (t + 1..<states.count).reduce(0.0) {
              $0 + power(0.8 * lambda, $1 - t - 1) * critic.errors[$1][states[$1]]
            }
          }
          let right = critic.advantage(state: s, action: a, at: t)
          let expected = right - critic.errors[t][s] + 0.8 * (1 - lambda) * later
          expectClose(mean, expected, tolerance: 1e-13)
        }
      }
    }
  }

  @Test("(6.7) no bias of the gradient with λ = 1 or with a right critic; else there is one")
  func gradientBias() {
    let (corridor, policy) = (TabularMDP.corridor.discounted(by: 0.9), wanderer)
    func squaredBias(_ kappa: Double, _ lambda: Double) -> Double {
      quality(corridor, policy, ignorance: kappa, lambda: lambda).squaredBias
    }
    for lambda in [0, 0.5, 1] { #expect(squaredBias(0, lambda) < 1e-24) }
    #expect(squaredBias(1, 1) < 1e-24)
    #expect(squaredBias(1, 0.9) > 1e-4)
    #expect(squaredBias(0.25, 0) > 1e-2)
  }

  @Test(
    "(6.13) noise in the rewards adds what the sum says, and no bias: every toss of it listed",
    arguments: [0, 0.5, 1])
  func rewardNoise(lambda: Double) {
    let (corridor, policy) = (TabularMDP.corridor.discounted(by: 0.9), wanderer)
    let (horizon, sigma) = (5, 3.0)
    // ξ_t = ±1, so of mean 0 and variance 1: 32 signs beside each trajectory.
    let trajectories = corridor.trajectories(of: policy, horizon: horizon)
    let signs = FiniteDistribution([1.0, -1], probabilities: [0.5, 0.5]).independentDraws(horizon)
    let values = corridor.values(of: policy, horizon: horizon)
    var (outcomes, chances): ([[Double]], [Double]) = ([], [])
    for (tau, chance) in trajectories {
      let states = tau.states + [tau.finalState]
      let critic = states.indices.map { 0.5 * values[horizon - $0][states[$0]] }
      for (signs, half) in signs {
        let estimates = advantages(
          rewards: zip(tau.rewards, signs).map { $0 + sigma * $1 }, values: critic, discount: 0.9,
          lambda: lambda)
        let weights = estimates.indices.map { power(0.9, $0) * estimates[$0] }
        outcomes.append(policy.weightedScore(along: tau, weights: weights))
        chances.append(chance * half)
      }
    }
    let listed = FiniteDistribution(outcomes, probabilities: chances).moments { $0 }
    let still = quality(corridor, policy, ignorance: 0.5, lambda: lambda)
    let added = sigma * sigma * noiseVariance(corridor, policy, lambda: lambda)
    expectClose(listed.totalVariance, still.variance + added, tolerance: 1e-11)
    let exact = corridor.policyGradient(of: policy, horizon: horizon)
    let errors = zip(listed.mean, exact).map { $0 - $1 }
    let bias = errors.map { $0 * $0 }.reduce(0, +)
    expectClose(bias, still.squaredBias, tolerance: 1e-12)
  }

  @Test("(6.13) X8 the more noise in the rewards, the smaller the best λ: 0.70, 0.60, 0.35, 0.05")
  func bestLambdaWithNoise() {
    let corridor = TabularMDP.corridor.discounted(by: 0.9)
    let dial = (0...20).map { 0.05 * Double($0) }
    let qualities = dial.map { quality(corridor, wanderer, ignorance: 0.5, lambda: $0) }
    let added = dial.map { noiseVariance(corridor, wanderer, lambda: $0) }
    #expect(added == added.sorted())
    let best = [0.0, 1, 3, 10].map { sigma in
      let errors = zip(qualities, added).map {
        $0.squaredBias + ($0.variance + sigma * sigma * $1) / 64
      }
      return dial[errors.indices.min { errors[$0] < errors[$1] }!]
    }
    expectClose(best, [0.70, 0.60, 0.35, 0.05], tolerance: 1e-12)
  }

  @Test(
    "X8 the best λ follows the critic's error; slipping hardly moves it, sparse rewards raise it")
  func bestLambdaOfWorlds() {
    let certain = [
      [[1.0, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 0, 1]], [[0, 1, 0], [0, 0, 1]],
    ]
    let slips = [
      [[1.0, 0, 0], [0.2, 0.8, 0]], [[0.8, 0.2, 0], [0, 0.2, 0.8]], [[0, 0.8, 0.2], [0, 0, 1]],
    ]
    let (paid, rarely) = ([[1.0, 0], [0, 0], [0, 3]], [[0.0, 0], [0, 0], [0, 3]])
    let policy = wanderer
    /// On a grid of 0.2, for 64 episodes: of the perfect critic and of the ignorant one.
    func best(_ transition: [[[Double]]], _ reward: [[Double]]) -> [Double] {
      let world = TabularMDP(
        transition: transition, reward: reward, start: [0, 1, 0], discount: 0.9)
      return [0.0, 1].map { kappa in
        let dial = (0...5).map { Double($0) / 5 }
        let errors = dial.map {
          quality(world, policy, ignorance: kappa, lambda: $0).error(episodes: 64)
        }
        return dial[errors.indices.min { errors[$0] < errors[$1] }!]
      }
    }
    let (sure, slippery, sparse) = (
      best(certain, paid), best(slips, paid), best(slips, rarely)
    )
    #expect(sure == slippery)
    #expect(slippery[1] - slippery[0] > 0.5)
    #expect(sparse[1] > slippery[1])
  }
}
