import Proximal
import Testing

@Suite("CartPole with another time limit")
struct CartPoleTimeLimitTests {
  /// Pushes against the lean: stands for well over 20 steps.
  private func lengthOfEpisode(timeLimit: Int) -> (length: Int, status: EpisodeStatus) {
    var environment = CartPole(timeLimit: timeLimit)
    var observation = environment.reset(seed: 1)
    for length in 1... {
      let step = environment.step(observation[2] + observation[3] > 0 ? 1 : 0)
      observation = step.observation
      if step.status != .running { return (length, step.status) }
    }
    return (0, .running)
  }

  @Test("an episode is truncated after as many steps as were asked for", arguments: [1, 20, 50])
  func truncation(timeLimit: Int) {
    let (length, status) = lengthOfEpisode(timeLimit: timeLimit)
    #expect(length == timeLimit && status == .truncated)
  }

  @Test("200 steps make it CartPole-v0, 500 are the default")
  func names() {
    #expect(CartPole(timeLimit: 200).id == "CartPole-v0")
    #expect(CartPole().timeLimit == 500 && CartPole().id == "CartPole-v1")
  }
}
