import Proximal
import TestSupport
import Testing

@Suite("TrustRegionUpdate")
struct TrustRegionUpdateTests {
  private let settings = TrustRegionSettings(maxKL: 0.01, cgDamping: 0.01)

  @Test("it is TrustRegion's step, with the log-probabilities of the policy that acted")
  func step() {
    // The whole step goes farther than δ with some of these seeds, and the search shortens it.
    var shortened = 0
    for seed in 1...5 {
      let example = BatchExample(seed: UInt64(seed))
      let distances = [true, false].map { searches in
        compare(example, searches: searches)
      }
      if distances[0] < distances[1] { shortened += 1 }
    }
    #expect(shortened > 0)
  }

  /// Holds one update against the core's; returns how far it went.
  private func compare(_ example: BatchExample, searches: Bool) -> Double {
    var (policy, expected) = (example.policy, example.policy)
    var update = TrustRegionUpdate(policy, settings: settings, searches: searches)
    let distance = update.improve(
      &policy, on: example.batch, advantages: example.advantages)
    var region = TrustRegion(policy: expected, settings: settings)
    let distributions = example.distributions(of: expected)
    let old = example.batch.actions.enumerated().map {
      distributions.logProbability(row: $0, action: $1)
    }
    let batch = example.batch
    let outcome =
      searches
      ? region.update(
        &expected, observations: batch.observations, actions: batch.actions,
        oldLogProbabilities: old, advantages: example.advantages, rows: batch.count)
      : region.naturalGradientStep(
        &expected, observations: batch.observations, actions: batch.actions,
        oldLogProbabilities: old, advantages: example.advantages, rows: batch.count)
    #expect(policy.parameters == expected.parameters)
    #expect(distance == UpdateDistance(meanKL: outcome.meanKL))
    #expect(update.stepCount == 1 && policy.parameters != example.policy.parameters)
    return distance.meanKL
  }

  @Test("with the search no update goes as far as δ, and the record says how far it went")
  func withinTheRegion() {
    for seed in 1...5 {
      let example = BatchExample(seed: UInt64(seed))
      var policy = example.policy
      var update = TrustRegionUpdate(policy, settings: settings)
      let distance = update.improve(
        &policy, on: example.batch, advantages: example.advantages)
      #expect(distance.meanKL < 0.01 && distance.meanKL > 0.001)
      expectClose(
        distance.meanKL, example.divergence(from: example.policy, to: policy), tolerance: 1e-6)
    }
  }
}
