import Proximal
import RealModule
import TestSupport
import Testing

@testable import ppo_clip

@Suite("Estimating the KL divergence")
struct DivergenceEstimateTests {
  private func mean(_ p: [Double], _ f: (Int) -> Double) -> Double {
    p.indices.reduce(0) { $0 + p[$1] * f($1) }
  }

  @Test("(5.19) k₁ and k₃ have the divergence as their mean, k₂ has not; k₃ is never negative")
  func means() {
    var generator = PCG64(seed: 97)
    var worst = 0.0
    for _ in 0..<300 {
      let old = TabularPolicy.random(states: 1, actions: 4, scale: 1.5, using: &generator)
      let new = TabularPolicy.random(states: 1, actions: 4, scale: 1.5, using: &generator)
      let logRatios = zip(new.logProbabilities, old.logProbabilities).map { $0 - $1 }
      let kl = old.klDivergence(to: new)[0]
      expectClose(mean(old.probabilities) { -logRatios[$0] }, kl, tolerance: 1e-12)
      let k3 = logRatios.map { Double.exp($0) - 1 - $0 }
      expectClose(mean(old.probabilities) { k3[$0] }, kl, tolerance: 1e-12)
      #expect(k3.allSatisfy { $0 >= 0 })
      let byTheChapter = estimatorMeans(old: old.probabilities, new: new.probabilities)
      expectClose([byTheChapter.k1, byTheChapter.k3], [kl, kl], tolerance: 1e-12)
      let k2 = mean(old.probabilities) { logRatios[$0] * logRatios[$0] / 2 }
      worst = max(worst, (k2 - kl).magnitude)
    }
    #expect(worst > 0.1)
  }

  @Test("(5.19) k₃ misses what the new policy gives to actions that the old one never takes")
  func support() {
    // By hand: the KL is log(0.5 / 0.4), and ρ − 1 is −0.2 for either action that is ever taken.
    let byHand = estimatorMeans(old: [0.5, 0.5, 0], new: [0.4, 0.4, 0.2])
    expectClose(
      [byHand.k1, byHand.k3], [Double.log(1.25), Double.log(1.25) - 0.2], tolerance: 1e-15)
    var generator = PCG64(seed: 98)
    for allowed in [[true, true, false, true], [false, true, true, false]] {
      let logits = (0..<8).map { _ in generator.uniform(-2, 2) }
      // A mask for collecting that is gone for learning.
      let old = Categorical(logits: masked(Array(logits[..<4]), allowing: allowed))
      let new = Categorical(logits: Array(logits[4...]))
      let missed = zip(new.probabilities, allowed).reduce(0) { $0 + ($1.1 ? 0 : $1.0) }
      let means = estimatorMeans(old: old.probabilities, new: new.probabilities)
      expectClose(means.k1, old.divergence(to: new), tolerance: 1e-13)
      expectClose(means.k3, old.divergence(to: new) - missed, tolerance: 1e-13)
      #expect(missed > 0.05 && means.k3 >= 0)
      // The other way round nothing is missed.
      let fenced = Categorical(logits: masked(Array(logits[4...]), allowing: allowed))
      let both = estimatorMeans(old: old.probabilities, new: fenced.probabilities)
      expectClose(both.k3, old.divergence(to: fenced), tolerance: 1e-13)
    }
  }

  @Test("½, ½ against 0.55, 0.45: KL 0.0050252; spreads 0.10034, 0.00050, 0.00034")
  func numbers() {
    let ratios = [1.1, 0.9]
    func spread(_ k: (Double) -> Double) -> Double {
      let average = (k(ratios[0]) + k(ratios[1])) / 2
      return mean([0.5, 0.5]) { (k(ratios[$0]) - average) * (k(ratios[$0]) - average) }
        .squareRoot()
    }
    expectClose(mean([0.5, 0.5]) { -Double.log(ratios[$0]) }, 0.0050252, tolerance: 5e-8)
    expectClose(spread { -Double.log($0) }, 0.10034, tolerance: 5e-6)
    expectClose(spread { Double.log($0) * Double.log($0) / 2 }, 0.00050, tolerance: 5e-6)
    expectClose(spread { $0 - 1 - Double.log($0) }, 0.00034, tolerance: 5e-6)
  }

  @Test("(5.19) the estimate of a batch is the mean of k₃ over it")
  func ofABatch() {
    let ratios = [0.5, 0.9, 1, 1.3, 2]
    let objective = batchObjective(ratios.map { ($0, 1.0) }, clipRange: 0.2)
    let expected = ratios.reduce(0) { $0 + ($1 - 1 - Double.log($1)) / 5 }
    expectClose(objective.approximateKL, expected, tolerance: 1e-14)
  }

  @Test("a look after each epoch of one minibatch comes one step after a look before each step")
  func whereToLook() {
    let (policy, batch, advantages) = snapshot(seed: 1, updates: 10)
    func steps(_ look: Look, limit: Double, minibatches: Int) -> Int {
      stopped(
        look, limit: limit, minibatches: minibatches, shuffle: 1, policy: policy, batch: batch,
        advantages: advantages
      ).steps
    }
    for limit in [0.001, 0.003, 0.006] {
      let before = steps(.beforeEachStep, limit: limit, minibatches: 1)
      #expect(before > 0 && before < 20)
      #expect(steps(.afterEachEpoch, limit: limit, minibatches: 1) == before + 1)
      // The mean of one is that one.
      #expect(steps(.meanOfEachEpoch, limit: limit, minibatches: 1) == before + 1)
      // With four an epoch the last two can only stop at the end of one.
      #expect(steps(.afterEachEpoch, limit: limit, minibatches: 4) % 4 == 0)
      #expect(steps(.meanOfEachEpoch, limit: limit, minibatches: 4) % 4 == 0)
    }
    #expect(steps(.never, limit: 0, minibatches: 4) == 80)
  }

  @Test("the epochs end when the estimate has passed its limit, and not before")
  func earlyStopping() {
    var generator = PCG64(seed: 5, stream: .initialisation)
    let policy = MLP<Float>(sizes: [4, 32, 2], outputGain: 0.01, using: &generator)
    var batch = EpisodeBatch(CartPole(), count: 8, seed: 5)
    let isWhole = batch.collect(with: policy, stepLimit: 10_000)
    #expect(isWhole)
    let advantages = (0..<batch.count).map { $0 % 2 == 0 ? Float(1) : -1 }
    func improved(epochs: Int, maxKL: Double) -> ClippedUpdate {
      var (policy, update) = (policy, ClippedUpdate(policy, epochs: epochs, maxKL: maxKL))
      update.improve(&policy, on: batch, advantages: advantages)
      return update
    }
    let free = improved(epochs: 30, maxKL: .infinity)
    #expect(free.record.epochs == 30)
    let limit = free.objective.approximateKL / 4
    let stopped = improved(epochs: 30, maxKL: limit)
    let count = stopped.record.epochs
    #expect(count > 0 && count < 30)
    #expect(stopped.objective.approximateKL > limit)
    #expect(improved(epochs: count - 1, maxKL: .infinity).objective.approximateKL <= limit)
  }
}
