import TestSupport
import Testing

@testable import Proximal

@Suite("CriticValues")
struct CriticValuesTests {
  private let critic = MLP<Float>(sizes: [2, 1], parameters: [1, 0.5, -0.25])

  /// Four steps of two environments that count to three and are cut off there.
  private func play() -> (rollout: Rollout<Int>, next: [Float]) {
    var environments = VectorEnvironment(repeating: Countdown(), count: 2)
    environments.reset(seed: 5)
    var rollout = Rollout(stepCount: 4, environmentCount: 2, observationCount: 2, placeholder: 0)
    for t in 0..<4 {
      rollout.record(
        decisionAt: t, observations: environments.observations, actions: [0, 0],
        logProbabilities: [0, 0])
      environments.step([0, 0])
      rollout.record(outcomeAt: t, of: environments)
    }
    rollout.record(nextObservations: environments.observations)
    return (rollout, environments.observations)
  }

  /// V = count + ½ name − ¼
  private func value(_ observation: ArraySlice<Float>) -> Float {
    observation.first! + 0.5 * observation.last! - 0.25
  }

  @Test("values of all steps, of what comes after the last, and of what a time limit cut off")
  func values() {
    let (rollout, next) = play()
    var values = CriticValues(normalises: false, bootstrapsTruncated: true)
    values.update(critic, rollout: rollout)
    #expect(values.values == (0..<8).map { value(rollout.observations[2 * $0..<2 * $0 + 2]) })
    #expect(values.nextValues == [value(next[0..<2]), value(next[2..<4])])
    #expect(rollout.truncated == [0, 0, 0, 0, 1, 1, 0, 0].map { $0 == 1 })
    // Three steps counted in episode 5 or 6, not the next episode's first observation.
    #expect(values.finalValues[4...5] == [3 + 2.5 - 0.25, 3 + 3 - 0.25])
    var without = CriticValues(normalises: false, bootstrapsTruncated: false)
    without.update(critic, rollout: rollout)
    #expect(without.finalValues == [Float](repeating: 0, count: 8))
  }

  @Test("without normalisation targets are the returns and old outputs the values")
  func plainTargets() {
    let rollout = play().rollout
    var values = CriticValues(normalises: false, bootstrapsTruncated: true)
    values.update(critic, rollout: rollout)
    let returns = values.values.map { $0 + 1 }
    values.setTargets(returns)
    #expect(values.targets == returns)
    #expect(values.oldOutputs == values.values)
    // A constant error explains nothing away.
    #expect(values.explainedVariance == 1)
  }

  @Test("with normalisation the critic learns targets of mean 0, deviation 1; all values follow")
  func normalisedTargets() {
    let rollout = play().rollout
    var values = CriticValues(normalises: true, bootstrapsTruncated: true)
    values.update(critic, rollout: rollout)
    let outputs = values.values
    let returns: [Float] = [1000, 3000, 5000, 7000, 1000, 3000, 5000, 7000]
    values.setTargets(returns)
    let root = Float(5).squareRoot()
    expectClose(
      values.targets, [-3, -1, 1, 3, -3, -1, 1, 3].map { $0 / root }, tolerance: 1e-6)
    // From now on an output v stands for 4000 + √5 · 1000 v; the outputs are what they were.
    #expect(values.oldOutputs == outputs)
    values.update(critic, rollout: rollout)
    expectClose(values.values, outputs.map { 4000 + root * 1000 * $0 }, tolerance: 1e-6)
    // So do those for what comes after the last step, and for what a time limit cut off.
    let next = [0, 2].map { value(rollout.nextObservations[$0..<$0 + 2]) }
    expectClose(values.nextValues, next.map { 4000 + root * 1000 * $0 }, tolerance: 1e-6)
    expectClose(
      Array(values.finalValues[4...5]), [5.25, 5.75].map { 4000 + root * 1000 * $0 },
      tolerance: 1e-6)
    values.setTargets(returns)
    #expect(values.oldOutputs == outputs)
  }

  @Test("equal targets have no spread and give no NaN")
  func withoutSpread() {
    let rollout = play().rollout
    var values = CriticValues(normalises: true, bootstrapsTruncated: true)
    values.update(critic, rollout: rollout)
    values.setTargets([Float](repeating: 2, count: 8))
    #expect(values.targets == [Float](repeating: 0, count: 8))
    #expect(!values.oldOutputs.contains { !$0.isFinite })
  }
}
