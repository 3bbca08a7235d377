import Proximal
import TestSupport
import Testing
import TrainingFiles

/// Its outputs are its input, times 2 where there is an output for it.
private func doubling(_ count: Int) -> MLP<Float> {
  var network = MLP<Float>(sizes: [count, count])
  for i in 0..<count { network.parameters[i * count + i] = 2 }
  return network
}

@Suite("Agents that act")
struct SavedAgentActingTests {
  @Test("the most probable action of each kind, worked by hand")
  func modes() {
    let observation: [Float] = [0.5, -1, 3, 0.25]
    #expect(SavedAgent(actor: doubling(4)).act(on: observation) == .discrete(2))
    let several = SavedAgent(actor: doubling(4), actionSpace: .multiDiscrete(counts: [2, 2]))
    #expect(several.act(on: observation) == .multiDiscrete([0, 0]))
    let numbers = SavedAgent(actor: doubling(4), logStandardDeviation: [0, 0, 0, 0])
    // Not cut off at any bound.
    #expect(numbers.act(on: observation) == .box([1, -2, 6, 0.5]))
  }

  @Test("an observation of a length that is known at build time is the same as its numbers")
  func lengths() {
    let agent = SavedAgent(actor: doubling(3), logStandardDeviation: [0, 1, -1])
    let observation = SIMD3<Float>(1, 2, 3)
    #expect(agent.act(on: observation) == agent.act(on: [1, 2, 3]))
    let inline: InlineArray<3, Float> = [1, 2, 3]
    #expect(agent.act(on: inline) == agent.act(on: observation))
    var (a, b) = (PCG64(seed: 3), PCG64(seed: 3))
    #expect(agent.act(on: observation, using: &a) == agent.act(on: [1, 2, 3], using: &b))
    #expect(a == b && a != PCG64(seed: 3))
  }

  @Test("observations are normalised first")
  func normalised() {
    let agent = SavedAgent(
      actor: doubling(2), logStandardDeviation: [0, 0],
      observationNormalisation: ObservationNormalisation(
        mean: [1, 10], variance: [4, 0.25], bound: 3))
    // (3 − 1)/2 = 1 and (10 + 9)/0.5, which is cut off at 3.
    guard case .box(let action) = agent.act(on: [3, 19]) else {
      Issue.record("no vector")
      return
    }
    expectClose(action.map(Double.init), [2, 6], tolerance: 1e-6)
  }

  @Test("drawn actions are as frequent as they are probable")
  func drawn() {
    let agent = SavedAgent(actor: doubling(2))
    var generator = PCG64(seed: 1)
    let count = 20_000
    let ones = (0..<count).count { _ in agent.act(on: [0, 0.5], using: &generator) == .discrete(1) }
    // σ(1) = 0.7311; four standard deviations are 0.0125.
    #expect(abs(Double(ones) / Double(count) - 0.731_058_6) < 0.0125)
  }

  @Test(
    "an episode played action by action is the one that an evaluation plays", arguments: [1, 5])
  func episode(seed: UInt64) {
    let trained = ActorCritic(
      observationCount: 4, hiddenSizes: [8], distributions: CategoricalBatch<Float>(actionCount: 2),
      seed: seed)
    let agent = SavedAgent(actor: trained.actor)
    var world = CartPole()
    var observation = world.reset(seed: 40)
    var (episodeReturn, status) = (0.0, EpisodeStatus.running)
    while status == .running {
      guard case .discrete(let action) = agent.act(on: observation) else {
        Issue.record("not an index")
        return
      }
      let step = world.step(action)
      (observation, status) = (step.observation, step.status)
      episodeReturn += step.reward
    }
    #expect(
      episodeReturn
        == trained.play(CartPole(), episodes: 1, seed: 9, firstStart: 40)[0].episodeReturn)
  }

  @Test("an observation of another length is refused")
  func misuse() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = SavedAgent(actor: MLP(sizes: [2, 3])).act(on: [1, 2, 3])
    }
    expectMessage(result, "this agent sees 2 numbers; got 3")
  }
}
