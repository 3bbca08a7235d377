import Proximal
import TestSupport
import Testing

@Suite("ActionSpace")
struct ActionSpaceTests {
  private static let spaces: [ActionSpace] = [
    .discrete(count: 2), .discrete(count: 3), .multiDiscrete(counts: [2]),
    .multiDiscrete(counts: [3, 2]), .box(low: -1, high: 1, count: 1),
    .box(low: -1, high: 1, count: 2),
  ]

  @Test("a space takes its own actions and no other's", arguments: 0..<6, 0..<6)
  func takes(world: Int, policy: Int) {
    #expect(Self.spaces[world].takes(Self.spaces[policy]) == (world == policy))
  }

  @Test("a box takes numbers without bounds: what it does beyond its own is its business")
  func bounds() {
    let gaussian = DiagonalGaussianBatch<Float>(dimensions: 2).actionSpace
    #expect(ActionSpace.box(low: -2, high: 2, count: 2).takes(gaussian))
  }

  @Test("widths: one index, one choice a head, one number a component")
  func widths() {
    #expect(Self.spaces.map(\.width) == [1, 1, 1, 2, 1, 2])
    #expect(MultiCategoricalBatch<Float>(actionCounts: [3, 2, 4]).actionWidth == 3)
  }

  @Test(
    "a policy that gives other actions than the world takes is refused before anything is trained")
  func refused() async {
    let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = PPO(
        CartPole(), distributions: CategoricalBatch<Float>(actionCount: 3), settings: PPOSettings(),
        totalSteps: 512, seed: 1)
    }
    expectMessage(
      count, "CartPole-v1 takes one of 2 actions; the policy's distributions give one of 3 actions")
    let dimensions = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = PPO(
        Pendulum(), distributions: DiagonalGaussianBatch<Float>(dimensions: 2),
        freeParameters: [0, 0], settings: PPOSettings(), totalSteps: 512, seed: 1)
    }
    expectMessage(
      dimensions, "Pendulum-v1 takes 1 number; the policy's distributions give 2 numbers")
    let heads = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = PPO(
        CartPole(), distributions: MultiCategoricalBatch<Float>(actionCounts: [2]),
        settings: PPOSettings(), totalSteps: 512, seed: 1)
    }
    expectMessage(
      heads, "CartPole-v1 takes one of 2 actions; the policy's distributions give choices among [2]"
    )
  }
}
