import Proximal
import TestSupport
import Testing

@Suite("ActorCritic")
struct ActorCriticTests {
  private func make(seed: UInt64) -> ActorCritic<CategoricalBatch<Float>> {
    ActorCritic(
      observationCount: 4, hiddenSizes: [16, 8], distributions: CategoricalBatch(actionCount: 3),
      seed: seed)
  }

  @Test("two networks of the widths asked for, fixed by the seed, biases zero")
  func networks() {
    let agent = make(seed: 1)
    #expect(agent.actor.sizes == [4, 16, 8, 3])
    #expect(agent.critic.sizes == [4, 16, 8, 1])
    #expect(agent.actor.parameters == make(seed: 1).actor.parameters)
    #expect(agent.critic.parameters == make(seed: 1).critic.parameters)
    #expect(agent.actor.parameters != make(seed: 2).actor.parameters)
    for layer in 0..<3 {
      #expect(agent.actor.parameters[agent.actor.biasRange(ofLayer: layer)].allSatisfy { $0 == 0 })
    }
  }

  @Test("the policy's last weights are small, the critic's have length 1")
  func gains() {
    let agent = make(seed: 1)
    let last = agent.actor.parameters[agent.actor.weightRange(ofLayer: 2)]
    // Three orthogonal columns of length 0.01 each.
    expectClose(last.reduce(0) { $0 + $1 * $1 }, 3e-4, tolerance: 1e-9)
    let critic = agent.critic.parameters[agent.critic.weightRange(ofLayer: 2)]
    expectClose(critic.reduce(0) { $0 + $1 * $1 }, 1, tolerance: 1e-5)
  }

  @Test("free parameters start where they are told to")
  func freeParameters() {
    let agent = ActorCritic(
      observationCount: 3, hiddenSizes: [4], freeParameters: [-0.5, 0.25],
      distributions: DiagonalGaussianBatch<Float>(dimensions: 2), seed: 1)
    #expect(agent.freeParameters == [-0.5, 0.25])
    #expect(agent.actor.outputCount == 2)
  }

  @Test("networks that do not fit are refused, with what came")
  func refused() async {
    let outputs = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = ActorCritic(
        actor: MLP<Float>(sizes: [4, 3]), critic: MLP(sizes: [4, 1]),
        distributions: CategoricalBatch(actionCount: 2))
    }
    expectMessage(outputs, "these distributions take 2 outputs and 0 free parameters; got 3 and 0")
    let free = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = ActorCritic(
        actor: MLP<Float>(sizes: [4, 2]), critic: MLP(sizes: [4, 1]),
        distributions: DiagonalGaussianBatch(dimensions: 2))
    }
    expectMessage(free, "these distributions take 2 outputs and 2 free parameters; got 2 and 0")
    let critic = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = ActorCritic(
        actor: MLP<Float>(sizes: [4, 2]), critic: MLP(sizes: [3, 1]),
        distributions: CategoricalBatch(actionCount: 2))
    }
    expectMessage(critic, "a critic gives one value for what the actor sees, 4 numbers; this one")
  }
}
