import TestSupport
import Testing

@testable import Proximal

@Suite("SharedRolloutCollector")
struct SharedRolloutCollectorTests {
  private typealias Collector = SharedRolloutCollector<CartPole, CategoricalBatch<Float>>

  private let agent = ActorCritic(
    observationCount: 4, hiddenSizes: [8], distributions: CategoricalBatch<Float>(actionCount: 2),
    seed: 7)

  private func collector(
    _ workers: Workers, _ change: (inout PPOSettings) -> Void = { _ in }
  ) -> Collector {
    var settings = PPOSettings()
    (settings.environmentCount, settings.rolloutLength) = (5, 60)
    change(&settings)
    return Collector(
      CartPole(), distributions: agent.distributions, settings: settings, seed: 1,
      workers: workers)
  }

  @Test(
    "shared out among workers the rollout is the same in every number", arguments: [2, 3, 5, 8])
  func same(count: Int) {
    let workers = Workers(count)
    var (alone, shared) = (collector(.alone), collector(workers))
    #expect((alone.shares.count, shared.shares.count) == (1, min(count, 5)))
    for _ in 0..<3 {
      alone.collect(with: agent, workers: .alone)
      shared.collect(with: agent, workers: workers)
      let (one, other) = (alone.rollout, shared.rollout)
      #expect(one.observations == other.observations)
      #expect(one.actions == other.actions)
      #expect(one.logProbabilities == other.logProbabilities)
      #expect(one.rewards == other.rewards)
      #expect(one.terminated == other.terminated && one.truncated == other.truncated)
      let ends = one.terminated.indices.filter { one.terminated[$0] || one.truncated[$0] }
      #expect(ends.count > 5)
      for t in ends {
        #expect(
          one.finalObservations[4 * t..<4 * t + 4] == other.finalObservations[4 * t..<4 * t + 4])
      }
      #expect(one.nextObservations == other.nextObservations)
      #expect(alone.finishedEpisodes == shared.finishedEpisodes)
      #expect(alone.episodeEnds == shared.episodeEnds)
      #expect(alone.stepCount == shared.stepCount)
    }
  }

  @Test("statistics over all environments keep them together")
  func together() {
    let workers = Workers(2)
    #expect(collector(workers) { $0.normalisesObservations = true }.shares.count == 1)
    let byDeviation = RewardScaling.byReturnDeviation(bound: 10)
    #expect(collector(workers) { $0.rewardScaling = byDeviation }.shares.count == 1)
    let affine = RewardScaling.affine(shift: 8, divisor: 8)
    #expect(collector(workers) { $0.rewardScaling = affine }.shares.count == 2)
  }
}
