import Proximal
import TestSupport
import Testing

@testable import gae

@Suite("Where an episode ends")
struct EpisodeEndTests {
  @Test("(6.8) the three cases, by hand: goes on, terminated, truncated")
  func threeCases() {
    var estimator = GeneralizedAdvantageEstimation<Double>(discount: 0.5, lambda: 1)
    func last(terminated: Bool, truncated: Bool) -> [Double] {
      estimator.update(
        rewards: [1, 1], values: [3, 4], nextValues: [10], terminated: [terminated, false],
        truncated: [truncated, false], finalValues: [8, 0])
      return estimator.advantages
    }
    // δ_1 = 1 + 0.5 · 10 − 4 = 2 in all three; δ_0 = 1 + 0.5 · (4, 0, 8) − 3.
    // Â_0 = δ_0 + 0.5 · 2 = 0 + 1 where the episode goes on.
    #expect(last(terminated: false, truncated: false) == [1.0, 2.0])
    #expect(last(terminated: true, truncated: false) == [-2.0, 2.0])
    #expect(last(terminated: false, truncated: true) == [2.0, 2.0])
    // A pole that falls in the last step allowed has fallen.
    #expect(last(terminated: true, truncated: true) == [-2.0, 2.0])
  }

  @Test("(6.8) no environment and no episode sees its neighbours", arguments: 1...5)
  func segmentation(seed: Int) {
    let segments = Segments(steps: 50, width: 4, seed: UInt64(seed))
    let estimate = segments.estimate(discount: 0.97, lambda: 0.9)
    for episode in (0..<4).flatMap(segments.episodes) {
      let deltas = residuals(
        episode.steps.map { segments.rewards[$0] }, segments.values(episode), discount: 0.97)
      for t in deltas.indices {
        let sum = deltas[t...].indices.reduce(0.0) {
          $0 + power(0.97 * 0.9, $1 - t) * deltas[$1]
        }
        expectClose(estimate.advantages[episode.steps[t]], sum, tolerance: 1e-13)
      }
    }
  }

  @Test("flags kept with the row that begins an episode give the same; off by one they do not")
  func episodeStarts() {
    let segments = Segments(steps: 60, width: 1, seed: 8, truncates: false)
    let starts = [true] + segments.terminated.dropLast()
    func buffer(shift: Int) -> [Double] {
      bufferAdvantages(
        rewards: segments.rewards, values: segments.values, starts: starts,
        lastValue: segments.nextValues[0], lastEnded: segments.terminated.last!, discount: 0.99,
        lambda: 0.95, shift: shift)
    }
    let core = segments.estimate(discount: 0.99, lambda: 0.95).advantages
    expectClose(buffer(shift: 1), core, tolerance: 1e-14)
    #expect(distance(buffer(shift: 0), core) > 1)
  }

  @Test("(6.8) γ V added to a truncated step's reward, then a termination: the same to the bit")
  func valueInTheReward() {
    for lambda in [0, 0.95, 1] { valueInTheReward(lambda: lambda) }
  }

  private func valueInTheReward(lambda: Double) {
    let segments = Segments(steps: 60, width: 2, seed: 9)
    var estimator = GeneralizedAdvantageEstimation<Double>(discount: 0.99, lambda: lambda)
    let isCut = segments.rewards.indices.map {
      segments.truncated[$0] && !segments.terminated[$0]
    }
    #expect(isCut.contains(true))
    estimator.update(
      rewards: segments.rewards.indices.map {
        segments.rewards[$0] + (isCut[$0] ? 0.99 * segments.finalValues[$0] : 0)
      },
      values: segments.values, nextValues: segments.nextValues,
      terminated: segments.rewards.indices.map { segments.terminated[$0] || isCut[$0] },
      truncated: isCut.map { _ in false }, finalValues: isCut.map { _ in .nan })
    let explicit = segments.estimate(discount: 0.99, lambda: lambda)
    #expect(estimator.advantages == explicit.advantages)
    #expect(estimator.returns == explicit.returns)
  }

  @Test("without its mask the sum brings one episode the rewards of the next")
  func withoutMask() {
    let rewards = [0.0, 0, 1, 0, 0, 10]
    let zeros = [Double](repeating: 0, count: 7)
    let unmasked = advantages(rewards: rewards, values: zeros, discount: 1, lambda: 1)
    #expect(unmasked == [11.0, 11, 11, 10, 10, 10])
  }

  @Test("a target without V settles at 1/(2 − γ); one normalised early never moves")
  func brokenTargets() {
    let forgotten = loopValue(
      steps: 50, discount: 0.9, lambda: 0, bootstraps: true,
      target: { advantages, _ in advantages })
    expectClose(forgotten, 1 / 1.1, tolerance: 1e-12)
    let early = loopValue(
      steps: 50, discount: 0.9, lambda: 0, bootstraps: true,
      target: { advantages, values in
        var normalised = advantages
        normaliseAdvantages(&normalised, rows: normalised.count)
        return lambdaReturns(normalised, values)
      })
    #expect(early == 0)
  }

  @Test("(6.9) the endless loop: 1/(1 − γ) with the bootstrap, for any T and λ; less without, by λ")
  func loop() {
    for (steps, discount) in [(1, 0.5), (10, 0.9), (50, 0.99)] {
      for lambda in [0, 0.5, 1] {
        let value = loopValue(
          steps: steps, discount: discount, lambda: lambda, bootstraps: true)
        expectClose(value, 1 / (1 - discount), tolerance: 1e-12)
      }
      let t = Double(steps)
      let without = loopValue(steps: steps, discount: discount, lambda: 0, bootstraps: false)
      expectClose(without, 1 / (1 - discount * (t - 1) / t), tolerance: 1e-12)
      // Any λ. With m steps left Â = δ (1 − xᵐ)/(1 − x) − γ v x^(m−1), where x = γλ and
      // δ = 1 − (1 − γ) v; the mean of Â over m is 0 where v rests.
      for lambda in [0, 0.5, 0.95, 1] {
        let x = discount * lambda
        let ends = (0..<steps).reduce(0.0) { $0 + power(x, $1) }
        let sums = (1...steps).reduce(0.0) { $0 + (1 - power(x, $1)) / (1 - x) }
        let rest = sums / ((1 - discount) * sums + discount * ends)
        let settled = loopValue(
          steps: steps, discount: discount, lambda: lambda, bootstraps: false)
        expectClose(settled, rest, tolerance: 1e-12)
        // The right half of (6.9) is for λ = 0 alone, but for a single step.
        #expect((settled < without - 0.01) == (lambda > 0 && steps > 1))
      }
      // λ = 1: the mean of (1 − γ^(T−t)) / (1 − γ) over the steps.
      let toGo = (1...steps).reduce(0.0) { $0 + (1 - power(discount, $1)) / (1 - discount) }
      let monteCarlo = loopValue(steps: steps, discount: discount, lambda: 1, bootstraps: false)
      expectClose(monteCarlo, toGo / t, tolerance: 1e-12)
    }
    // The chapter's two numbers: 33.6 by (6.9), and 27.0 with λ = 0.95.
    expectClose(
      [0, 0.95].map { loopValue(steps: 50, discount: 0.99, lambda: $0, bootstraps: false) },
      [33.557, 27.009], tolerance: 1e-4)
  }
}
