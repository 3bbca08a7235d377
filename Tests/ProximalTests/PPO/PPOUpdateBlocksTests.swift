import RealModule
import TestSupport
import Testing

@testable import Proximal

@Suite("PPOUpdate: blocks")
struct PPOUpdateBlocksTests {
  @Test("each block weighs n_b/n in the gradient of every part: 256, 256 and 88 of 600, to the bit")
  func weights() {
    let example = PPOUpdateExample<Float>(rows: 600)
    let update = example.evaluated(cutAt: [256, 512])
    let blocks = [0..<256, 256..<512, 512..<600].map { places in
      var alone = PPOUpdate(of: example.agent, settings: example.settings)
      alone.evaluate(example.block(places))
      return alone
    }
    let shares = [256.0 / 600, 256.0 / 600, 88.0 / 600]
    for part in 0..<3 {
      // g = fma(n₃/n, g₃, fma(n₂/n, g₂, n₁/n · g₁))
      let expected = blocks[0].gradients[part].indices.map { i in
        let first = Float(shares[0]) * blocks[0].gradients[part][i]
        let second = first.addingProduct(Float(shares[1]), blocks[1].gradients[part][i])
        return second.addingProduct(Float(shares[2]), blocks[2].gradients[part][i])
      }
      #expect(update.gradients[part] == expected, "part \(part)")
    }
    func mean(_ number: (PPOStatistics) -> Double) -> Double {
      zip(blocks, shares).reduce(0) { $0 + $1.1 * number($1.0.statistics) }
    }
    expectClose(update.statistics.policyLoss, mean { $0.policyLoss }, tolerance: 1e-15)
    expectClose(update.statistics.valueLoss, mean { $0.valueLoss }, tolerance: 1e-15)
    expectClose(update.statistics.entropy, mean { $0.entropy }, tolerance: 1e-15)
    expectClose(update.statistics.approximateKL, mean { $0.approximateKL }, tolerance: 1e-15)
    expectClose(update.statistics.clipFraction, mean { $0.clipFraction }, tolerance: 1e-15)
    #expect(blocks[2].gradients[1][0] != blocks[0].gradients[1][0])
  }

  @Test(
    "blocks of any sizes are the minibatch itself, in Double to 1e-13", arguments: [1, 200, 299])
  func whole(cut: Int) {
    let example = PPOUpdateExample<Double>(rows: 300)
    let (whole, blocks) = (example.evaluated(), example.evaluated(cutAt: [cut]))
    for part in 0..<3 {
      expectClose(blocks.gradients[part], whole.gradients[part], tolerance: 1e-13)
    }
    expectClose(blocks.loss, whole.loss, tolerance: 1e-13)
    expectClose(blocks.norm.value, whole.norm.value, tolerance: 1e-13)
  }

  @Test("a larger minibatch before leaves nothing behind in a smaller one")
  func smallerAfterLarger() {
    let example = PPOUpdateExample<Float>(rows: 300)
    var update = example.evaluated(cutAt: [100, 200])
    update.evaluate(example.block(0..<50))
    var fresh = PPOUpdate(of: example.agent, settings: example.settings)
    fresh.evaluate(example.block(0..<50))
    #expect(update.gradients == fresh.gradients)
    #expect(update.statistics == fresh.statistics)
  }

  @Test("c_H changed later reaches every block, and not the first alone")
  func entropyCoefficient() {
    let example = PPOUpdateExample<Float>(rows: 300)
    func free(_ schedule: Schedule) -> [Float] {
      var update = example.evaluated(cutAt: [150]) { $0.entropyCoefficient = schedule }
      update.anneal(to: 1)
      update.evaluate([example.block(0..<150), example.block(150..<300)])
      return update.actor.freeGradient
    }
    #expect(free(.linear(from: 0.1, to: 5)) == free(.constant(5)))
    #expect(free(.constant(5)) != free(.constant(0.1)))
  }

  @Test(
    "the bits depend neither on the number of workers nor on who did what", arguments: [2, 3, 4])
  func workers(count: Int) {
    let example = PPOUpdateExample<Float>(rows: 1000)
    let pool = Workers(count)
    for cuts in [[], [256, 512, 768]] {
      var (alone, shared) = (
        example.evaluated(cutAt: cuts) { $0.maximumGradientNorm = 0.1 },
        example.evaluated(cutAt: cuts, workers: pool) { $0.maximumGradientNorm = 0.1 }
      )
      #expect(alone.gradients == shared.gradients)
      #expect(alone.statistics == shared.statistics)
      alone.step()
      shared.step(workers: pool)
      #expect(alone.gradients == shared.gradients)
      #expect(alone.parameters == shared.parameters)
    }
  }
}
