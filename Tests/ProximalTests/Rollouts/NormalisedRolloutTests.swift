import TestSupport
import Testing

@testable import Proximal

/// One owner, the collector, normalises all that a rollout shows: each kind of observation has its test.
@Suite("A rollout with normalised observations")
struct NormalisedRolloutTests {
  /// Collects from a world that is cut off every third step, raw and normalised.
  private func collected(
    environments: Int, steps: Int, rollouts: Int = 1
  ) -> (raw: Rollout<Int>, normalised: RolloutCollector<Countdown, CategoricalBatch<Float>>) {
    // All weights 0 but a bias: the actions do not depend on what is seen, and never terminate.
    var agent = ActorCritic(
      observationCount: 2, hiddenSizes: [4], distributions: CategoricalBatch<Float>(actionCount: 2),
      seed: 1)
    for i in agent.actor.parameters.indices { agent.actor.parameters[i] = 0 }
    agent.actor.parameters[agent.actor.biasRange(ofLayer: 1).lowerBound] = 50
    func collector(_ normalises: Bool) -> RolloutCollector<Countdown, CategoricalBatch<Float>> {
      RolloutCollector(
        Countdown(), distributions: agent.distributions, environmentCount: environments,
        rolloutLength: steps, normalisesObservations: normalises, seed: 3)
    }
    var (raw, normalised) = (collector(false), collector(true))
    for _ in 0..<rollouts {
      raw.collect(with: agent)
      normalised.collect(with: agent)
    }
    return (raw.rollout, normalised)
  }

  @Test("an observation is counted before it is normalised: the very first is its own mean, all 0")
  func first() {
    let (_, collector) = collected(environments: 1, steps: 4)
    #expect(Array(collector.rollout.observations[..<2]) == [0, 0])
    #expect(collector.rollout.observations[2] != 0)
  }

  @Test("observations of step t are normalised by what was seen up to t")
  func observations() {
    let (raw, collector) = collected(environments: 2, steps: 5)
    var normalisation = ObservationNormalisation(count: 2)
    for t in 0..<5 {
      let seen = Array(raw.observations[4 * t..<4 * t + 4])
      var expected: [Float] = []
      normalisation.add(seen, rows: 2)
      normalisation.apply(to: seen, rows: 2, into: &expected)
      #expect(Array(collector.rollout.observations[4 * t..<4 * t + 4]) == expected)
    }
    #expect(collector.observationNormalisation == normalisation)
  }

  @Test("so is what follows the last step, by all that was seen")
  func next() throws {
    let (raw, collector) = collected(environments: 2, steps: 5)
    var expected: [Float] = []
    try #require(collector.observationNormalisation)
      .apply(to: raw.nextObservations, rows: 2, into: &expected)
    #expect(collector.rollout.nextObservations == expected)
    #expect(expected != raw.nextObservations)
  }

  @Test("and the last observation of an episode that a time limit cut off")
  func final() throws {
    let (raw, collector) = collected(environments: 2, steps: 5)
    let cut = raw.truncated.indices.filter { raw.truncated[$0] }
    #expect(cut == [4, 5])
    var expected: [Float] = []
    try #require(collector.observationNormalisation)
      .apply(to: raw.finalObservations, rows: raw.count, into: &expected)
    for t in cut {
      let row = 2 * t..<2 * t + 2
      #expect(collector.rollout.finalObservations[row] == expected[row])
      #expect(expected[row] != raw.finalObservations[row])
    }
  }
}
