import TestSupport
import Testing

@testable import Proximal

@Suite("Minibatch")
struct MinibatchTests {
  /// Three steps of two environments, every number told by its place: observations of two numbers,
  /// actions of two components.
  private var rollout: Rollout<Float> {
    var rollout = Rollout<Float>(
      stepCount: 3, environmentCount: 2, observationCount: 2, actionWidth: 2, placeholder: 0)
    for t in 0..<3 {
      let rows = [2 * t, 2 * t + 1].map { Float($0) }
      rollout.record(
        decisionAt: t, observations: rows.flatMap { [10 * $0, 10 * $0 + 1] },
        actions: rows.flatMap { [100 * $0 + 2, 100 * $0 + 3] }, logProbabilities: rows.map { -$0 })
    }
    return rollout
  }

  private typealias Policy = DiagonalGaussianBatch<Float>
  private typealias Blocked = BlockedMinibatch<Policy>

  /// A critic whose values and targets tell the place, too.
  private func critic(of rollout: Rollout<Float>) -> CriticValues {
    // V = x₀ / 10 + ¼ is the place plus ¼.
    let network = MLP<Float>(sizes: [2, 1], parameters: [0.1, 0, 0.25])
    var values = CriticValues(normalises: false, bootstrapsTruncated: false)
    values.update(network, rollout: rollout)
    values.setTargets((0..<rollout.count).map { Float($0) + 0.75 })
    return values
  }

  /// What actor and critic read of the transitions, gathered by one thread or as by two.
  private func gather(
    _ order: [Int], _ minibatch: inout Blocked, alone: Bool = false, normalises: Bool = false
  ) -> (actor: Minibatch<Policy>, critic: Minibatch<Policy>) {
    minibatch.choose(
      0..<order.count, of: order, advantages: (0..<6).map { Float($0) + 0.5 },
      normalises: normalises)
    var gathered: (actor: Minibatch<Policy>, critic: Minibatch<Policy>)?
    minibatch.withBlocks(of: rollout, critic(of: rollout), alone: alone) { ofActor, ofCritic in
      gathered = (ofActor(0), ofCritic(0))
    }
    return gathered!
  }

  @Test("every row holds the transition that the order names", arguments: [false, true])
  func rows(alone: Bool) {
    var blocked = Blocked()
    let (actor, critic) = gather([4, 0, 5], &blocked, alone: alone)
    #expect((blocked.places, actor.rows, critic.rows) == ([0..<3], 3, 3))
    #expect(actor.observations == [40, 41, 0, 1, 50, 51])
    #expect(critic.observations == actor.observations)
    #expect(actor.actions == [402, 403, 2, 3, 502, 503])
    #expect(actor.oldLogProbabilities == [-4, 0, -5])
    #expect(critic.oldValues == [4.25, 0.25, 5.25])
    #expect(actor.advantages == [4.5, 0.5, 5.5])
    #expect(critic.returns == [4.75, 0.75, 5.75])
  }

  @Test("advantages are normalised within the minibatch, whatever the rest of the rollout has")
  func normalised() {
    var blocked = Blocked()
    let actor = gather([4, 0, 5], &blocked, normalises: true).actor
    // 4.5, 0.5 and 5.5: the mean is 3.5, the squares sum to 14, and there are n − 1 = 2 of them.
    expectClose(
      Array(actor.advantages[..<3]), [1, -3, 2].map { $0 / Float(7).squareRoot() },
      tolerance: 1e-6)
  }

  @Test("a smaller one after a larger one: its own rows come first and are counted")
  func shrinking() {
    var blocked = Blocked()
    _ = gather([0, 1, 2, 3], &blocked)
    let (actor, critic) = gather([5, 3], &blocked)
    #expect((actor.rows, critic.rows) == (2, 2))
    #expect(actor.actions[..<4] == [502, 503, 302, 303])
    #expect(critic.returns[..<2] == [5.75, 3.75])
    #expect(gather([1, 2, 3, 4, 5], &blocked).critic.observations[8...] == [50, 51])
  }

  @Test("a minibatch that is no multiple of 256 ends in a shorter block: 600 are 256, 256 and 88")
  func blocks() {
    var rollout = Rollout<Float>(
      stepCount: 700, environmentCount: 1, observationCount: 2, placeholder: 0)
    for t in 0..<700 {
      rollout.record(
        decisionAt: t, observations: [10 * Float(t), 0], actions: [Float(t)],
        logProbabilities: [-Float(t)])
    }
    let order = (0..<700).map { ($0 * 77) % 700 }
    let advantages = (0..<700).map { Float(($0 * $0) % 101) }
    for (count, sizes) in [
      (600, [256, 256, 88]), (256, [256]), (257, [256, 1]), (512, [256, 256]),
    ] {
      for normalises in [false, true] {
        var blocked = Blocked()
        blocked.choose(
          50..<50 + count, of: order, advantages: advantages, normalises: normalises)
        #expect(blocked.places.map(\.count) == sizes)
        blocked.withBlocks(of: rollout, critic(of: rollout), alone: false) { ofActor, ofCritic in
          for b in sizes.indices { _ = (ofActor(b), ofCritic(b)) }
        }
        let taken = blocked.ofActor.flatMap { $0.actions[..<$0.rows] }
        #expect(taken == order[50..<50 + count].map { Float($0) })
        let targets = blocked.ofCritic.flatMap { $0.returns[..<$0.rows] }
        #expect(targets == taken.map { $0 + 0.75 })
        // Normalised over the minibatch, not block by block.
        var expected = order[50..<50 + count].map { advantages[$0] }
        if normalises { normaliseAdvantages(&expected, rows: count) }
        #expect(blocked.ofActor.flatMap { $0.advantages[..<$0.rows] } == expected)
      }
    }
  }

  @Test("a slice of an order, as an update takes it")
  func slice() {
    var gathered = [Float]()
    let order = [3, 1, 0, 2]
    gatherRows(order[1..<3], of: [0, 1, 10, 11, 20, 21, 30, 31], width: 2, into: &gathered)
    #expect(gathered == [10, 11, 0, 1])
  }

  @Test("a minibatch of given transitions must have one of everything for each")
  func refused() async {
    let made = Minibatch<CategoricalBatch<Double>>(
      observations: [1, 2, 3, 4], actions: [0, 1], oldLogProbabilities: [0, 0], oldValues: [0, 0],
      advantages: [1, 1], returns: [1, 1])
    #expect(made.rows == 2)
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Minibatch<CategoricalBatch<Double>>(
        observations: [1, 2, 3, 4], actions: [0, 1], oldLogProbabilities: [0, 0],
        oldValues: [0], advantages: [1, 1], returns: [1, 1])
    }
    expectMessage(result, "a minibatch needs one of everything for each of its 2 transitions")
  }
}
