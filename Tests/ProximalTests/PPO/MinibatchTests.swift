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

  private func gathered(
    _ order: [Int], _ minibatch: inout Minibatch<DiagonalGaussianBatch<Float>>
  ) {
    let marks = (0..<6).map { Float($0) }
    minibatch.gather(
      order[...], from: rollout, values: marks.map { $0 + 0.25 },
      advantages: order.map { marks[$0] + 0.5 }[...], returns: marks.map { $0 + 0.75 })
  }

  @Test("every row holds the transition that the order names, in all six arrays")
  func rows() {
    var minibatch = Minibatch<DiagonalGaussianBatch<Float>>()
    gathered([4, 0, 5], &minibatch)
    #expect(minibatch.rows == 3)
    #expect(minibatch.observations == [40, 41, 0, 1, 50, 51])
    #expect(minibatch.actions == [402, 403, 2, 3, 502, 503])
    #expect(minibatch.oldLogProbabilities == [-4, 0, -5])
    #expect(minibatch.oldValues == [4.25, 0.25, 5.25])
    #expect(minibatch.advantages == [4.5, 0.5, 5.5])
    #expect(minibatch.returns == [4.75, 0.75, 5.75])
  }

  @Test("a smaller one after a larger one: its own rows come first and are counted")
  func shrinking() {
    var minibatch = Minibatch<DiagonalGaussianBatch<Float>>()
    gathered([0, 1, 2, 3], &minibatch)
    gathered([5, 3], &minibatch)
    #expect(minibatch.rows == 2)
    #expect(minibatch.actions[..<4] == [502, 503, 302, 303])
    #expect(minibatch.returns[..<2] == [5.75, 3.75])
    gathered([1, 2, 3, 4, 5], &minibatch)
    #expect(minibatch.observations[8...] == [50, 51])
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
