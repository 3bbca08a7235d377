import Proximal
import Testing

@Suite("Step")
struct StepTests {
  @Test(
    "two flags make one status; what has terminated was not cut off",
    arguments: [
      (false, false, EpisodeStatus.running), (true, false, .terminated),
      (false, true, .truncated), (true, true, .terminated),
    ])
  func status(terminated: Bool, truncated: Bool, expected: EpisodeStatus) {
    let step = Step(
      observation: SIMD2<Float>(1, 2), reward: 3, terminated: terminated, truncated: truncated)
    #expect(step.status == expected)
    #expect(step.observation == [1, 2] && step.reward == 3)
    #expect(step.terminated == terminated && step.truncated == truncated)
  }
}
