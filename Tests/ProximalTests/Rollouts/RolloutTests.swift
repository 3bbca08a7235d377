import TestSupport
import Testing

@testable import Proximal

@Suite("Rollout")
struct RolloutTests {
  @Test("what environment n does at step t is at t · N + n, ends and last observations included")
  func layout() {
    var environments = VectorEnvironment(repeating: CartPole(), count: 3)
    environments.reset(seed: 5)
    var rollout = Rollout(stepCount: 40, environmentCount: 3, observationCount: 4, placeholder: 0)
    var singles = (0..<3).map { _ in CartPole() }
    var seen = (0..<3).map { singles[$0].reset(seed: 5 + UInt64($0)) }
    var ends = 0
    for t in 0..<40 {
      let actions = (0..<3).map { (t / (3 + $0)) % 2 }
      let marks = (0..<3).map { Float(100 * t + $0) }
      rollout.record(
        decisionAt: t, observations: environments.observations, actions: actions,
        logProbabilities: marks)
      environments.step(actions)
      rollout.record(outcomeAt: t, of: environments)
      for n in 0..<3 {
        let at = 3 * t + n
        #expect((0..<4).map { seen[n][$0] } == Array(rollout.observations[4 * at..<4 * at + 4]))
        #expect(rollout.actions[at] == actions[n])
        #expect(rollout.logProbabilities[at] == marks[n])
        let step = singles[n].step(actions[n])
        #expect(rollout.terminated[at] == step.terminated)
        #expect(rollout.truncated[at] == step.truncated)
        #expect(rollout.rewards[at] == Float(step.reward))
        guard step.status != .running else {
          seen[n] = step.observation
          continue
        }
        ends += 1
        let last = Array(rollout.finalObservations[4 * at..<4 * at + 4])
        #expect((0..<4).map { step.observation[$0] } == last)
        seen[n] = singles[n].reset()
      }
    }
    #expect(ends >= 3, "the test should see episodes end; it saw \(ends)")
  }

  @Test("a row that is too short is refused with the counts")
  func shortRow() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var rollout = Rollout(stepCount: 2, environmentCount: 3, observationCount: 4, placeholder: 0)
      rollout.record(
        decisionAt: 0, observations: [0, 0], actions: [0, 0, 0], logProbabilities: [0, 0, 0])
    }
    expectMessage(result, "takes 12 elements; got 2")
  }

  @Test("a rollout without steps or with actions of no component is refused")
  func empty() async {
    let steps = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Rollout(stepCount: 0, environmentCount: 3, observationCount: 4, placeholder: 0)
    }
    expectMessage(steps, "a rollout needs steps, environments, observations and actions; got 0 × 3")
    let width = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Rollout(
        stepCount: 2, environmentCount: 3, observationCount: 4, actionWidth: 0, placeholder: 0)
    }
    expectMessage(width, "got 2 × 3 × 4, actions of 0")
  }

  @Test("laid into a wider rollout, final observations stand where an episode ended, either way")
  func finalObservationsOfSome() {
    var some = Rollout<Float>(
      stepCount: 3, environmentCount: 2, observationCount: 2, placeholder: 0)
    for t in 0..<3 {
      some.record(
        outcomeAt: t, rewards: [0, 0], terminated: [t == 0, false], truncated: [false, t == 2])
    }
    some.record(finalObservationAt: 0, of: 0, among: [1, 2, 3, 4])
    some.record(finalObservationAt: 2, of: 1, among: [5, 6, 7, 8])
    var all = Rollout<Float>(
      stepCount: 3, environmentCount: 3, observationCount: 2, placeholder: 0)
    all.fill(environmentsFrom: 1, with: some)
    var expected = [Float](repeating: 0, count: 18)
    (expected[2], expected[3]) = (1, 2)
    (expected[16], expected[17]) = (7, 8)
    #expect(all.finalObservations == expected)
  }
}
