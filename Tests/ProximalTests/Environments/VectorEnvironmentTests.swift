import Proximal
import TestSupport
import Testing

@Suite("VectorEnvironment")
struct VectorEnvironmentTests {
  @Test("an environment that ends in both ways, also at once, keeps the contract")
  func contract() {
    expectContract(of: Countdown(), steps: 60) { $0.integer(in: 0..<2) }
  }

  @Test("two countdowns, step by step: SameStep resets and what they hand over")
  func byHand() {
    var environments = VectorEnvironment(repeating: Countdown(), count: 2)
    environments.reset(seed: 10)
    #expect(environments.observations == [0, 10, 0, 11])
    environments.step([0, 1])
    #expect(environments.observations == [1, 10, 0, 12])
    #expect(environments.rewards == [0.5, 1.5])
    #expect(environments.terminated == [false, true])
    #expect(environments.truncated == [false, false])
    #expect(environments.finalObservations[2...] == [1, 11])
    #expect(environments.episodeReturns == [0.5, 0])
    #expect(
      environments.finishedEpisodes == [
        FinishedEpisode(environment: 1, episodeReturn: 1.5, length: 1, status: .terminated)
      ])
    environments.step([0, 0])
    #expect(environments.finishedEpisodes.isEmpty)
    #expect(environments.terminated == [false, false])
    environments.step([0, 0])
    #expect(environments.observations == [0, 11, 2, 12])
    #expect(environments.truncated == [true, false])
    #expect(environments.finalObservations[..<2] == [3, 10])
    #expect(
      environments.finishedEpisodes == [
        FinishedEpisode(environment: 0, episodeReturn: 1.5, length: 3, status: .truncated)
      ])
  }

  @Test("an episode that terminates at its time limit is recorded as terminated")
  func bothFlags() {
    var environments = VectorEnvironment(repeating: Countdown(), count: 1)
    environments.reset(seed: 1)
    for action in [0, 0, 1] { environments.step([action]) }
    #expect(environments.terminated == [true] && environments.truncated == [true])
    #expect(
      environments.finishedEpisodes == [
        FinishedEpisode(environment: 0, episodeReturn: 2.5, length: 3, status: .terminated)
      ])
  }

  @Test("a reset begins everywhere anew and forgets the last step")
  func resets() {
    var environments = VectorEnvironment(repeating: Countdown(), count: 2)
    environments.reset(seed: 1)
    environments.step([0, 1])
    environments.reset()
    #expect(environments.observations == [0, 2, 0, 4])
    #expect(environments.episodeReturns == [0, 0])
    #expect(environments.rewards == [0, 0] && environments.terminated == [false, false])
    #expect(environments.truncated == [false, false] && environments.finishedEpisodes.isEmpty)
    environments.reset(seed: 1)
    #expect(environments.observations == [0, 1, 0, 2])
  }

  // In a release build this has failed: see the array form of `ObservationVector.write`.
  @Test("what a step gave stays as it was with whoever kept it")
  func keptArrays() {
    var environments = VectorEnvironment(repeating: Countdown(), count: 1)
    environments.reset(seed: 1)
    var observations: [[Float]] = []
    var rewards: [[Float]] = []
    var terminated: [[Bool]] = []
    var truncated: [[Bool]] = []
    var returns: [[Double]] = []
    var finished: [[Int]] = []
    for action in [0, 1, 0, 0, 0] {
      environments.step([action])
      observations.append(environments.observations)
      rewards.append(environments.rewards)
      terminated.append(environments.terminated)
      truncated.append(environments.truncated)
      returns.append(environments.episodeReturns)
      finished.append(environments.finishedEpisodes.map(\.length))
    }
    #expect(observations == [[1, 1], [0, 2], [1, 2], [2, 2], [0, 3]])
    #expect(rewards == [[0.5], [1.5], [0.5], [0.5], [0.5]])
    #expect(terminated == [[false], [true], [false], [false], [false]])
    #expect(truncated == [[false], [false], [false], [false], [true]])
    #expect(returns == [[0.5], [0], [0.5], [1], [0]])
    #expect(finished == [[], [2], [], [], [3]])
  }

  @Test("three environments see what Gymnasium's SyncVectorEnv sees, seed 2")
  func gymnasium() {
    var environments = VectorEnvironment(repeating: CartPole(), count: 3)
    environments.reset(seed: 2)
    for actions in [
      [0, 1, 1], [0, 0, 1], [0, 1, 1], [0, 0, 1], [1, 1, 0], [0, 0, 1], [1, 0, 1], [1, 0, 1],
      [0, 0, 1], [0, 1, 1], [1, 1, 1],
    ] {
      #expect(environments.finishedEpisodes.isEmpty)
      environments.step(actions)
    }
    #expect(environments.terminated == [true, false, false])
    #expect(
      environments.observations[..<8] == [
        0.010010052472352982, 0.022856052964925766, -0.03120989352464676, -0.044485338032245636,
        -0.06713073700666428, -0.2257634848356247, 0.0698995590209961, 0.39710673689842224,
      ])
    #expect(
      environments.finalObservations[..<4] == [
        -0.14232665300369263, -0.6191160678863525, 0.21286720037460327, 1.160766839981079,
      ])
    #expect(environments.finishedEpisodes.map(\.length) == [11])
  }

  @Test("the vector knows its environment's name, actions and time limit")
  func facts() {
    let environments = VectorEnvironment(repeating: CartPole(), count: 5)
    #expect(environments.count == 5)
    #expect(environments.id == "CartPole-v1")
    #expect(environments.actionSpace == .discrete(count: 2))
    #expect(environments.timeLimit == 500)
  }

  @Test("a wrong number of actions is refused")
  func actionCount() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var environments = VectorEnvironment(repeating: CartPole(), count: 3)
      environments.reset(seed: 1)
      environments.step([0, 1])
    }
    expectMessage(result, "3 environments take one action each; got 2 actions")
  }

  @Test("a vector of nothing and seeds beyond 64 bits are refused")
  func misuse() async {
    let nothing = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = VectorEnvironment(repeating: CartPole(), count: 0)
    }
    expectMessage(nothing, "a vector of environments holds at least one; got 0")
    let seeds = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var environments = VectorEnvironment(repeating: CartPole(), count: 2)
      environments.reset(seed: .max)
    }
    expectMessage(seeds, "the seeds of 2 copies, counted from 18446744073709551615, do not fit")
  }

  @Test("observations whose length only the running program knows train the same weights")
  func listedObservations() {
    var settings = PPOSettings()
    (settings.rolloutLength, settings.hiddenSizes) = (32, [8])
    #expect(trained(ListedCartPole(), settings) == trained(CartPole(), settings))
  }

  private func trained<World: Environment>(_ world: World, _ settings: PPOSettings) -> String
  where World.Action == Int {
    var ppo = PPO(
      world, distributions: CategoricalBatch(actionCount: 2), settings: settings,
      totalSteps: 512, seed: 1)
    while !ppo.isFinished { ppo.iterate() }
    return ppo.agent.actor.parameterHash
  }

  @Test("an observation of another length than the world says is refused")
  func wrongLength() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var world = ListedCartPole()
      world.observationCount = 5
      var environments = VectorEnvironment(repeating: world, count: 2)
      environments.reset(seed: 1)
    }
    expectMessage(result, "ListedCartPole shows 5 numbers; an observation has 4")
  }
}
