import Proximal
import TestSupport
import Testing

@Suite("Episode")
struct EpisodeTests {
  @Test("steps are counted from each beginning, the last one the time limit allows is truncated")
  func counts() {
    var episode = Episode(timeLimit: 2)
    episode.begin(seed: 1)
    episode.beginStep()
    let firstTruncated = episode.endStep(terminated: false)
    #expect(!firstTruncated && episode.stepCount == 1)
    episode.beginStep()
    let secondTruncated = episode.endStep(terminated: false)
    #expect(secondTruncated && episode.stepCount == 2)
    episode.begin()
    #expect(episode.stepCount == 0 && episode.timeLimit == 2)
  }

  @Test("a seed makes a new generator; beginning without one leaves it where it stands")
  func generator() {
    var episode = Episode(timeLimit: 2)
    episode.begin(seed: 42)
    #expect(episode.generator == PCG64(seed: 42))
    _ = episode.generator.random()
    let drawnFrom = episode.generator
    episode.begin()
    #expect(episode.generator == drawnFrom)
    episode.begin(seed: 42)
    #expect(episode.generator == PCG64(seed: 42))
  }

  @Test("a step after the time limit is refused as one after termination is")
  func stepAfterTruncation() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var environment = Countdown()
      _ = environment.reset(seed: 1)
      for _ in 1...4 { _ = environment.step(0) }
    }
    expectMessage(result, "the episode ended at step 3: call reset() before step(_:)")
  }

  @Test("a time limit of no steps is refused")
  func noSteps() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Episode(timeLimit: 0)
    }
    expectMessage(result, "a time limit is at least one step; got 0")
  }
}
