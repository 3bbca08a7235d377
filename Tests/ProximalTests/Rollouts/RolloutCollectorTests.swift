import TestSupport
import Testing

@testable import Proximal

@Suite("RolloutCollector")
struct RolloutCollectorTests {
  private typealias Collector = RolloutCollector<CartPole, CategoricalBatch<Float>>

  private func makeAgent() -> ActorCritic<CategoricalBatch<Float>> {
    ActorCritic(
      observationCount: 4, hiddenSizes: [8], distributions: CategoricalBatch(actionCount: 2),
      seed: 7)
  }

  private func makeCollector(
    environmentCount: Int = 3, rolloutLength: Int = 40, seed: UInt64 = 1
  ) -> Collector {
    Collector(
      CartPole(), distributions: CategoricalBatch(actionCount: 2),
      environmentCount: environmentCount, rolloutLength: rolloutLength, seed: seed)
  }

  @Test("the stored log-probabilities are those of one batch over the whole rollout, to the bit")
  func logProbabilities() {
    let agent = makeAgent()
    var collector = makeCollector()
    collector.collect(with: agent)
    let rollout = collector.rollout
    var pass = MLP<Float>.Pass()
    agent.actor.forward(rollout.observations, rows: rollout.count, &pass)
    var batch = CategoricalBatch<Float>(actionCount: 2)
    batch.update(logits: pass.output, rows: rollout.count)
    var again = [Float](repeating: 0, count: rollout.count)
    batch.logProbabilities(of: rollout.actions, into: &again)
    #expect(again == rollout.logProbabilities)
    #expect(Set(rollout.actions) == [0, 1])
  }

  @Test("an environment's numbers do not depend on its neighbours")
  func neighbours() {
    let agent = makeAgent()
    var (few, many) = (makeCollector(environmentCount: 2), makeCollector(environmentCount: 5))
    few.collect(with: agent)
    many.collect(with: agent)
    let column = (0..<5).map { n in (0..<40).map { many.rollout.actions[5 * $0 + n] } }
    #expect(Set(column).count == 5, "each has its own actions")
    for t in 0..<40 {
      for n in 0..<2 {
        let (a, b) = (2 * t + n, 5 * t + n)
        #expect(few.rollout.actions[a] == many.rollout.actions[b])
        #expect(few.rollout.logProbabilities[a] == many.rollout.logProbabilities[b])
        #expect(few.rollout.terminated[a] == many.rollout.terminated[b])
        #expect(
          few.rollout.observations[4 * a..<4 * a + 4]
            == many.rollout.observations[4 * b..<4 * b + 4])
      }
    }
  }

  @Test("a rollout goes on where the last one ended: two of 20 steps are one of 40")
  func goingOn() {
    let agent = makeAgent()
    var (short, long) = (makeCollector(rolloutLength: 20), makeCollector())
    long.collect(with: agent)
    short.collect(with: agent)
    let first = short.rollout
    let firstEnds = (short.finishedEpisodes, short.episodeEnds)
    short.collect(with: agent)
    #expect(first.observations + short.rollout.observations == long.rollout.observations)
    #expect(first.actions + short.rollout.actions == long.rollout.actions)
    #expect(first.terminated + short.rollout.terminated == long.rollout.terminated)
    #expect(short.rollout.nextObservations == long.rollout.nextObservations)
    #expect((short.stepCount, long.stepCount) == (120, 120))
    #expect(firstEnds.0 + short.finishedEpisodes == long.finishedEpisodes)
    #expect(firstEnds.1 + short.episodeEnds == long.episodeEnds)
  }

  @Test("every episode that ended is counted, with the step at which it did")
  func episodeEnds() {
    let agent = makeAgent()
    var collector = makeCollector()
    for rolloutIndex in 0..<2 {
      collector.collect(with: agent)
      let rollout = collector.rollout
      let ends = (0..<rollout.count).filter { rollout.terminated[$0] || rollout.truncated[$0] }
      #expect(ends.count >= 3, "the test should see episodes end; it saw \(ends.count)")
      #expect(collector.finishedEpisodes.map(\.environment) == ends.map { $0 % 3 })
      #expect(collector.episodeEnds == ends.map { rolloutIndex * 120 + ($0 / 3 + 1) * 3 })
      #expect(
        collector.finishedEpisodes.allSatisfy { $0.episodeReturn == Double($0.length) })
    }
  }

  @Test("the same seed gives the same rollout, another seed another")
  func seeds() {
    let agent = makeAgent()
    let rollouts = [1, 1, 2].map { (seed: UInt64) in
      var collector = makeCollector(seed: seed)
      collector.collect(with: agent)
      return collector.rollout
    }
    #expect(rollouts[0].observations == rollouts[1].observations)
    #expect(rollouts[0].actions == rollouts[1].actions)
    #expect(rollouts[0].observations != rollouts[2].observations)
  }

  @Test("what each environment shows after the last step belongs to the rollout")
  func nextObservations() {
    let agent = makeAgent()
    var (collector, longer) = (makeCollector(rolloutLength: 20), makeCollector())
    collector.collect(with: agent)
    longer.collect(with: agent)
    let row = 20 * 3 * 4
    #expect(
      collector.rollout.nextObservations == Array(longer.rollout.observations[row..<row + 12]))
  }

  @Test("actions are drawn from the policy: they come as often as it says (z-test, seed 1)")
  func frequencies() {
    var agent = makeAgent()
    // A bias of log 3 towards pushing right, far above what the small weights give.
    agent.actor.parameters[agent.actor.biasRange(ofLayer: 1).upperBound - 1] = 1.0986123
    var collector = makeCollector(environmentCount: 8, rolloutLength: 500)
    collector.collect(with: agent)
    let rollout = collector.rollout
    var pass = MLP<Float>.Pass()
    agent.actor.forward(rollout.observations, rows: rollout.count, &pass)
    var batch = CategoricalBatch<Float>(actionCount: 2)
    batch.update(logits: pass.output, rows: rollout.count)
    let excess = (0..<rollout.count).map {
      Double(rollout.actions[$0]) - Double(batch.probabilities[2 * $0 + 1])
    }
    let test = ZTest(excess, expected: 0)
    #expect(test.passes, "\(test)")
    #expect(rollout.actions.count { $0 == 1 } > 2700)
  }
}
