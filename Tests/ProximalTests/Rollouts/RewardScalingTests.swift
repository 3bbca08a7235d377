import TestSupport
import Testing

@testable import Proximal

@Suite("Reward scaling")
struct RewardScalingTests {
  private func scaled(_ scaling: RewardScaling, _ steps: [(rewards: [Float], ends: [Bool])])
    -> [[Float]]
  {
    var scaler = RewardScaler(scaling, discount: 0.5, environmentCount: 2)
    return steps.map { step in
      scaler.update(
        step.rewards, terminated: [false, false], truncated: step.ends)
      return scaler.rewards
    }
  }

  @Test("(r + 8)/8 is what it says, and none changes nothing")
  func affine() {
    let steps: [([Float], [Bool])] = [([-16, 0], [false, false]), ([-8, -4], [true, false])]
    #expect(scaled(.affine(shift: 8, divisor: 8), steps) == [[-1, 1], [0, 0.5]])
    #expect(scaled(.none, steps) == [[-16, 0], [-8, -4]])
  }

  @Test("rewards are divided by the running deviation of the discounted sums: by hand")
  func running() {
    // γ = ½. Sums: 2, 4; then 1 + 1 = 2, 2 + 2 = 4; the first episode ends; then 3, 2 + 1 = 3.
    let steps: [([Float], [Bool])] = [
      ([2, 4], [false, false]), ([1, 2], [true, false]), ([3, 1], [false, false]),
    ]
    let results = scaled(.byReturnDeviation(bound: 10), steps)
    // Variances of {2, 4}, {2, 4, 2, 4} and {2, 4, 2, 4, 3, 3}: 1, 1 and 4/6.
    expectClose(results[0], [2, 4], tolerance: 1e-6)
    expectClose(results[1], [1, 2], tolerance: 1e-6)
    let root = Float(1.5).squareRoot()
    expectClose(results[2], [3 * root, root], tolerance: 1e-6)
  }

  @Test("no scaled reward is further from 0 than the bound, and the mean is not subtracted")
  func bound() {
    let steps = (0..<50).map { _ in ([Float(-1), -1], [true, true]) }
    // All sums are equal: the deviation is 0, and only the bound holds.
    #expect(scaled(.byReturnDeviation(bound: 3), steps).allSatisfy { $0 == [-3, -3] })
  }

  @Test("the rollout holds scaled rewards, the episodes report the world's own")
  func collected() {
    func collect(_ scaling: RewardScaling) -> RolloutCollector<
      Pendulum, DiagonalGaussianBatch<Float>
    > {
      let agent = ActorCritic(
        observationCount: 3, hiddenSizes: [4], freeParameters: [0],
        distributions: DiagonalGaussianBatch<Float>(dimensions: 1), seed: 1)
      var collector = RolloutCollector(
        Pendulum(), distributions: agent.distributions, environmentCount: 2, rolloutLength: 200,
        discount: 0.9, rewardScaling: scaling, seed: 1)
      collector.collect(with: agent)
      return collector
    }
    let (raw, scaled) = (collect(.none), collect(.affine(shift: 8, divisor: 8)))
    #expect(raw.finishedEpisodes == scaled.finishedEpisodes)
    expectClose(
      scaled.rollout.rewards, raw.rollout.rewards.map { ($0 + 8) / 8 }, tolerance: 1e-6)
    #expect(raw.rollout.actions == scaled.rollout.actions)
  }
}
