import Proximal
import RealModule
import TestSupport
import Testing

@testable import ppo_clip

@Suite("The ratio")
struct RatioTests {
  @Test("(5.1) exp of the difference of log-probabilities is the quotient of probabilities")
  func quotient() {
    let (old, new) = (
      TabularPolicy(logits: [[0.2, -0.3, 0.5]]), TabularPolicy(logits: [[1, 0, -2]])
    )
    for action in 0..<3 {
      let difference =
        new.logProbability(of: action, in: 0) - old.logProbability(of: action, in: 0)
      let ratio = new.probability(of: action, in: 0) / old.probability(of: action, in: 0)
      expectClose(Double.exp(difference), ratio, tolerance: 1e-14)
      var objective = ClippedSurrogate<Double>(clipRange: 0.2)
      objective.update(
        logProbabilities: [new.logProbability(of: action, in: 0)],
        oldLogProbabilities: [old.logProbability(of: action, in: 0)], advantages: [1], rows: 1)
      expectClose(objective.ratios, [ratio], tolerance: 1e-14)
    }
  }

  @Test("(5.1) no gradient flows through the old log-probability; if it did, there would be none")
  func constant() {
    let z = [0.2, -0.3, 0.5]
    let old = logSoftmax(z)
    let withConstant = gradient(
      of: { x in Dual<Double>.exp(logSoftmax(x)[0] - Dual(old[0])) }, at: z)
    let score = TabularPolicy(logits: [z]).score(of: 0, in: 0)
    expectClose(withConstant, score, tolerance: 1e-14)
    let withoutConstant = gradient(
      of: { x in Dual<Double>.exp(logSoftmax(x)[0] - logSoftmax(x)[0]) }, at: z)
    expectClose(withoutConstant, [0, 0, 0], tolerance: 1e-15)
  }

  @Test("X14 PPO needs the old log-probabilities: two old policies, one new, two losses")
  func needsOldPolicy() {
    let objectives = [-0.9, -1.5].map { old in
      var objective = ClippedSurrogate<Double>(clipRange: 0.2)
      objective.update(
        logProbabilities: [-1], oldLogProbabilities: [old], advantages: [1], rows: 1)
      return objective
    }
    expectClose(objectives.map { -$0.value }, [-Double.exp(-0.1), -1.2], tolerance: 1e-14)
    expectClose(objectives.map { $0.scoreWeights[0] }, [Double.exp(-0.1), 0], tolerance: 1e-14)
  }

  @Test("(5.16) before the first step every ratio is 1, to the bit, in any minibatch")
  func startsAtOne() {
    var generator = PCG64(seed: 7, stream: .initialisation)
    let policy = MLP<Float>(sizes: [4, 32, 2], outputGain: 1, using: &generator)
    var batch = EpisodeBatch(CartPole(), count: 8, seed: 7)
    let isWhole = batch.collect(with: policy, stepLimit: 10_000)
    #expect(isWhole)
    var update = ClippedUpdate(policy)
    let stored = update.logProbabilities(policy, batch)
    // Minibatches of 7 steps, out of order.
    var order = Array(0..<batch.count)
    for i in order.indices { order.swapAt(i, generator.integer(in: 0..<order.count)) }
    var (pass, distribution) = (MLP<Float>.Pass(), CategoricalBatch<Float>(actionCount: 2))
    for start in stride(from: 0, to: order.count, by: 7) {
      let rows = Array(order[start..<min(start + 7, order.count)])
      let observations = rows.flatMap { batch.observations[4 * $0..<4 * $0 + 4] }
      policy.forward(observations, rows: rows.count, &pass)
      distribution.update(logits: pass.output, rows: rows.count)
      var new = [Float](repeating: 0, count: rows.count)
      distribution.logProbabilities(of: rows.map { batch.actions[$0] }, into: &new)
      var objective = ClippedSurrogate<Float>(clipRange: 0.2)
      objective.update(
        logProbabilities: new, oldLogProbabilities: rows.map { stored[$0] },
        advantages: rows.map { Float($0) - 3 }, rows: rows.count)
      #expect(objective.ratios.allSatisfy { $0 == 1 })
      #expect(objective.clipFraction == 0 && objective.approximateKL == 0)
      let expected = rows.map { (Float($0) - 3) / Float(rows.count) }
      #expect(objective.scoreWeights == expected)
    }
  }
}
