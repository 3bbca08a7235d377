import RealModule
import TestSupport
import Testing

@testable import Proximal

@Suite("BlockwiseLoss")
struct BlockwiseLossTests {
  private typealias Policy = DiagonalGaussianBatch<Float>

  /// A rollout of one environment and a policy that has moved since: ratios on both sides of the clip.
  private struct Example {
    let agent: ActorCritic<Policy>
    let rollout: Rollout<Float>
    let critic: CriticValues
    let advantages: [Float]

    init(rows: Int) {
      func wave(_ count: Int, _ step: Float) -> [Float] {
        (0..<count).map { Float.sin(Float($0 + 1) * step) }
      }
      agent = ActorCritic(
        observationCount: 3, hiddenSizes: [5], freeParameters: [-0.4],
        distributions: Policy(dimensions: 1), seed: 3)
      var rollout = Rollout<Float>(
        stepCount: rows, environmentCount: 1, observationCount: 3, placeholder: 0)
      let (observations, actions) = (wave(3 * rows, 1.3), wave(rows, 2.1))
      for t in 0..<rows {
        rollout.record(
          decisionAt: t, observations: Array(observations[3 * t..<3 * t + 3]),
          actions: [actions[t]], logProbabilities: [-0.8 + 0.6 * actions[(t * 7 + 3) % rows]])
      }
      self.rollout = rollout
      var critic = CriticValues(normalises: false, bootstrapsTruncated: false)
      critic.update(agent.critic, rollout: rollout, nextObservations: [0, 0, 0])
      critic.setTargets(wave(rows, 0.9))
      self.critic = critic
      advantages = wave(rows, 1.7)
    }

    func update(
      _ order: [Int], normalises: Bool = false, holds: Bool = false, workers: Workers = .alone
    ) -> BlockwiseLoss<Policy> {
      var blockwise = BlockwiseLoss(of: agent, loss: loss, holdsFreeParameters: holds)
      blockwise.gather(
        order[...], from: rollout, critic: critic, advantages: advantages, normalises: normalises)
      blockwise.update(agent, workers: workers)
      return blockwise
    }

    var loss: PPOLoss<Policy> {
      PPOLoss(
        distributions: agent.distributions, clipRange: 0.2, valueClipRange: 0.2,
        valueCoefficient: 0.5, entropyCoefficient: 0.1)
    }

    /// The same transitions as one batch.
    func whole(_ order: [Int]) -> (PPOLossParts, ActorCriticGradient<Float>) {
      var minibatch = Minibatch<Policy>()
      minibatch.gather(
        order[...], from: rollout, values: critic.oldOutputs,
        advantages: order.map { advantages[$0] }[...], returns: critic.targets)
      var (loss, gradient) = (self.loss, ActorCriticGradient(of: agent))
      loss.update(agent, on: minibatch, gradient: &gradient)
      return (loss.parts, gradient)
    }
  }

  @Test("up to 256 transitions are one block, and have the bits of one batch")
  func oneBlock() {
    let example = Example(rows: 256)
    let order = (0..<256).map { ($0 * 77) % 256 }
    let (parts, gradient) = example.whole(order)
    let blockwise = example.update(order)
    #expect((blockwise.blockCount, blockwise.parts) == (1, parts))
    #expect(blockwise.gradient.actor == gradient.actor)
    #expect(blockwise.gradient.freeParameters == gradient.freeParameters)
    #expect(blockwise.gradient.critic == gradient.critic)
    #expect(parts.clipFraction > 0.2 && parts.clipFraction < 0.9)
  }

  @Test("more are the mean of their blocks, each with its share: 256 and 44 of 300")
  func twoBlocks() {
    let example = Example(rows: 300)
    let order = (0..<300).map { ($0 * 77) % 300 }
    let blockwise = example.update(order)
    let (first, second) = (
      example.whole(Array(order[..<256])), example.whole(Array(order[256...]))
    )
    let (p, q) = (Float(256.0 / 300), Float(44.0 / 300))
    // g = fma(n₂/n, g₂, n₁/n · g₁), to the bit
    let actor = zip(first.1.actor, second.1.actor).map { (p * $0).addingProduct(q, $1) }
    let critic = zip(first.1.critic, second.1.critic).map { (p * $0).addingProduct(q, $1) }
    #expect(blockwise.gradient.actor == actor)
    #expect(blockwise.gradient.critic == critic)
    // And it is the gradient of the whole minibatch, but for rounding.
    let (parts, gradient) = example.whole(order)
    expectClose(
      (blockwise.gradient.actor + blockwise.gradient.freeParameters + blockwise.gradient.critic)
        .map(Double.init),
      (gradient.actor + gradient.freeParameters + gradient.critic).map(Double.init),
      tolerance: 1e-6)
    expectClose(
      [
        blockwise.parts.policyLoss, blockwise.parts.valueLoss, blockwise.parts.entropy,
        blockwise.parts.approximateKL, blockwise.parts.clipFraction,
      ],
      [
        parts.policyLoss, parts.valueLoss, parts.entropy, parts.approximateKL,
        parts.clipFraction,
      ], tolerance: 1e-12)
  }

  @Test("the bits do not depend on the number of workers", arguments: [2, 3, 4])
  func workers(count: Int) {
    let example = Example(rows: 1000)
    let order = (0..<1000).map { ($0 * 77) % 1000 }
    let (alone, shared) = (example.update(order), example.update(order, workers: Workers(count)))
    #expect(alone.gradient.actor == shared.gradient.actor)
    #expect(alone.gradient.freeParameters == shared.gradient.freeParameters)
    #expect(alone.gradient.critic == shared.gradient.critic)
    #expect(alone.norm.value == shared.norm.value)
    #expect(alone.parts == shared.parts)
  }

  @Test("the norm is that of the sum, of all three parts")
  func norm() {
    for rows in [100, 600] {
      let blockwise = Example(rows: rows).update(Array(0..<rows))
      var norm = GradientNorm<Float>()
      norm.add(blockwise.gradient.actor)
      norm.add(blockwise.gradient.freeParameters)
      norm.add(blockwise.gradient.critic)
      expectClose(blockwise.norm.value, norm.value, tolerance: 1e-15)
      #expect(norm.value > 0.01)
    }
  }

  @Test("free parameters that are set by hand have no gradient, and no part of the norm")
  func held() {
    for rows in [100, 600] {
      let example = Example(rows: rows)
      let (free, held) = (
        example.update(Array(0..<rows)), example.update(Array(0..<rows), holds: true)
      )
      #expect(free.gradient.freeParameters[0] != 0)
      #expect(held.gradient.freeParameters == [0])
      #expect(held.norm.value < free.norm.value)
      #expect(held.gradient.actor == free.gradient.actor)
    }
  }

  @Test("advantages are normalised over the minibatch, not block by block")
  func normalisation() {
    let blockwise = Example(rows: 300).update(Array(0..<300), normalises: true)
    let advantages = (0..<2).flatMap { b in
      let minibatch = blockwise.minibatches[b]
      return minibatch.advantages[..<minibatch.rows].map(Double.init)
    }
    #expect(advantages.count == 300)
    let mean = advantages.reduce(0, +) / 300
    let squares = advantages.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    expectClose([mean, squares / 299], [0, 1], tolerance: 1e-6)
    let first = advantages[..<256].reduce(0, +) / 256
    #expect(first.magnitude > 1e-4, "a block's own mean is not 0")
  }
}
