import TestSupport
import Testing

@testable import Proximal

@Suite("PPOUpdate, from minibatch to minibatch of a rollout")
struct PPOUpdateAdvanceTests {
  private typealias Policy = DiagonalGaussianBatch<Float>
  private typealias Blocked = BlockedMinibatch<Policy>

  /// An agent, and a rollout of 700 transitions whose numbers are those of a minibatch.
  private let example = PPOUpdateExample<Float>(rows: 700)

  private var rollout: Rollout<Float> {
    let all = example.minibatch
    var rollout = Rollout<Float>(
      stepCount: all.rows, environmentCount: 1, observationCount: 3, actionWidth: 2, placeholder: 0)
    for t in 0..<all.rows {
      rollout.record(
        decisionAt: t, observations: Array(all.observations[3 * t..<3 * t + 3]),
        actions: Array(all.actions[2 * t..<2 * t + 2]),
        logProbabilities: [all.oldLogProbabilities[t]])
    }
    return rollout
  }

  private func values(of rollout: Rollout<Float>) -> CriticValues {
    var values = CriticValues(normalises: false, bootstrapsTruncated: false)
    values.update(example.agent.critic, rollout: rollout)
    values.setTargets(example.minibatch.returns)
    return values
  }

  /// The transitions of `slice` as blocks that hold what both halves read.
  private func blocks(
    _ slice: Range<Int>, of order: [Int], _ rollout: Rollout<Float>, _ values: CriticValues
  ) -> [Minibatch<Policy>] {
    stride(from: slice.lowerBound, to: slice.upperBound, by: 256).map { first in
      let rows = order[first..<min(first + 256, slice.upperBound)]
      let all = example.minibatch
      return Minibatch(
        observations: rows.flatMap { all.observations[3 * $0..<3 * $0 + 3] },
        actions: rows.flatMap { all.actions[2 * $0..<2 * $0 + 2] },
        oldLogProbabilities: rows.map { all.oldLogProbabilities[$0] },
        oldValues: rows.map { values.oldOutputs[$0] },
        advantages: rows.map { all.advantages[$0] }, returns: rows.map { all.returns[$0] })
    }
  }

  @Test(
    "each minibatch's step is taken when the next one's turn comes, to the bits of evaluate and step",
    arguments: [1, 2, 3])
  func sameBits(workers count: Int) {
    let (rollout, workers) = (rollout, Workers(count))
    let (values, order) = (values(of: rollout), (0..<700).map { ($0 * 77) % 700 })
    var plain = PPOUpdate(of: example.agent, settings: example.settings)
    var (update, minibatch) = (plain, Blocked())
    // One block, three, one that is short, and two.
    for slice in [0..<200, 20..<620, 600..<607, 100..<400] {
      minibatch.choose(
        slice, of: order, advantages: example.minibatch.advantages, normalises: false)
      let before = plain.parameters
      update.advance(to: &minibatch, of: rollout, values, workers: workers)
      #expect(update.parameters == before, "the step of \(slice) is still due")
      plain.evaluate(blocks(slice, of: order, rollout, values)[...])
      #expect(update.gradients == plain.gradients)
      #expect(update.norm.value == plain.norm.value)
      #expect(update.statistics == plain.statistics)
      plain.step()
    }
    update.step(workers: workers)
    #expect(update.parameters == plain.parameters)
    #expect(update.actor.adam.stepCount == 4)
  }

  @Test("a step whose losses are not finite is never taken, nor with the next minibatch")
  func refused() {
    let rollout = rollout
    let values = values(of: rollout)
    var update = PPOUpdate(of: example.agent, settings: example.settings)
    let start = update.parameters
    var (minibatch, advantages) = (Blocked(), example.minibatch.advantages)
    advantages[5] = .infinity
    minibatch.choose(0..<10, of: Array(0..<700), advantages: advantages, normalises: false)
    update.advance(to: &minibatch, of: rollout, values, workers: .alone)
    #expect(throws: NonFiniteNumber.self) { try update.checkStatistics() }
    minibatch.choose(10..<20, of: Array(0..<700), advantages: advantages, normalises: false)
    update.advance(to: &minibatch, of: rollout, values, workers: .alone)
    #expect(update.parameters == start)
  }
}
