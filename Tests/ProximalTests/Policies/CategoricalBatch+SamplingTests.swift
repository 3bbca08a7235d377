import Proximal
import TestSupport
import Testing

@Suite("CategoricalBatch sampling")
struct CategoricalBatchSamplingTests {
  private var batch: CategoricalBatch<Float> {
    var batch = CategoricalBatch<Float>(actionCount: 3)
    batch.update(logits: [0.3, -0.7, 1.1, 0, -.infinity, 2], rows: 2)
    return batch
  }

  @Test("every action comes as often as its probability says (z-test, 20 000 draws a row, seed 3)")
  func frequencies() {
    let batch = batch
    var generators = (0..<2).map { PCG64(seed: 3, stream: .actions, index: $0) }
    var actions = [0, 0]
    var seen = [[[Double]]](repeating: [], count: 2)
    for _ in 0..<20_000 {
      batch.sample(using: &generators, into: &actions)
      for row in 0..<2 { seen[row].append((0..<3).map { $0 == actions[row] ? 1 : 0 }) }
    }
    for row in 0..<2 {
      let expected = (0..<3).map { Double(batch.probabilities[3 * row + $0]) }
      for test in zTests(seen[row], expected: expected) { #expect(test.passes, "\(test)") }
    }
    #expect(!seen[1].contains { $0[1] > 0 }, "a masked action is never drawn")
  }

  @Test("a row draws from its own generator, the same as alone")
  func independence() {
    let batch = batch
    var generators = [PCG64(seed: 1), PCG64(seed: 2)]
    var (alone, actions) = (PCG64(seed: 2), [0, 0, 99])
    for _ in 0..<50 {
      batch.sample(using: &generators, into: &actions)
      #expect(actions[1] == batch.sample(row: 1, using: &alone))
    }
    #expect(actions[2] == 99)
  }

  @Test("the modes are the most probable actions")
  func modes() {
    var actions = [9, 9]
    batch.modes(into: &actions)
    #expect(actions == [2, 2])
    #expect((batch.actionWidth, batch.placeholderAction, batch.outputCount) == (1, 0, 3))
  }

  @Test("a generator too few is refused")
  func refused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var batch = CategoricalBatch<Float>(actionCount: 2)
      batch.update(logits: [0, 0, 0, 0], rows: 2)
      var (generators, actions) = ([PCG64(seed: 1)], [0, 0])
      batch.sample(using: &generators, into: &actions)
    }
    expectMessage(
      result, "2 rows need as many generators and room for as many actions; got 1 and 2")
  }
}
