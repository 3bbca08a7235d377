import Proximal
import RealModule
import TestSupport
import Testing

@testable import gae

@Suite("V-trace")
struct VTraceTests {
  private let world = TabularMDP.corridor.discounted(by: 0.9)
  private let old = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])
  private let new = TabularPolicy(logits: [[0, 1], [0, 1.2], [0, 1.5]])

  @Test("(6.14) two steps by hand")
  func byHand() {
    // δ = 1 + ½·4 − 2 = 1 and 3 + ½·2 − 4 = 0; the second δ is 0, then 2 with a last value of 6.
    #expect(
      vTrace(
        rewards: [1, 3], values: [2, 4, 2], ratios: [3, 0.5], discount: 0.5, lambda: 1, highest: 2)
        == [4, 4])
    #expect(
      vTrace(
        rewards: [1, 3], values: [2, 4, 6], ratios: [3, 0.5], discount: 0.5, lambda: 1, highest: 2)
        == [4.5, 5])
  }

  @Test("(6.14) is the sum of truncated residuals, each behind the product of the ratios before it")
  func sum() {
    var generator = PCG64(seed: 161)
    for _ in 0..<50 {
      let n = 6
      let rewards = (0..<n).map { _ in generator.uniform(-2, 2) }
      let values = (0...n).map { _ in generator.uniform(-2, 2) }
      let ratios = (0..<n).map { _ in generator.uniform(0, 3) }
      let targets = vTrace(
        rewards: rewards, values: values, ratios: ratios, discount: 0.9, lambda: 0.8, highest: 1.5)
      for t in 0..<n {
        var (expected, weight) = (values[t], 1.0)
        for k in t..<n {
          expected +=
            weight * min(1.5, ratios[k]) * (rewards[k] + 0.9 * values[k + 1] - values[k])
          weight *= 0.9 * 0.8 * min(1, ratios[k])
        }
        expectClose(targets[t], expected, tolerance: 1e-13)
      }
    }
  }

  @Test("(6.14) with ratios of 1 the target is the core's Â + V")
  func onPolicy() {
    let segments = Segments(steps: 12, width: 1, seed: 162, truncates: false)
    let core = segments.estimate(discount: 0.95, lambda: 0.7)
    for (steps, lastValue) in segments.episodes(of: 0) {
      let targets = vTrace(
        rewards: steps.map { segments.rewards[$0] }, values: segments.values((steps, lastValue)),
        ratios: steps.map { _ in 1 }, discount: 0.95, lambda: 0.7, highest: 1)
      expectClose(targets, steps.map { core.returns[$0] }, tolerance: 1e-13)
    }
  }

  @Test(
    "(6.15) the critic learns the value of the truncated policy", arguments: [0.1, 0.5, 1, 1.5, 4])
  func learnt(highest: Double) {
    let policy = truncatedPolicy(new, dataOf: old, highest: highest)
    for s in 0..<3 {
      let rows = (0..<2).map {
        min(highest * old.probability(of: $0, in: s), new.probability(of: $0, in: s))
      }
      expectClose(
        Array(policy.probabilities(in: s)), rows.map { $0 / (rows[0] + rows[1]) },
        tolerance: 1e-14)
    }
    expectClose(
      learntByVTrace(world, new, dataOf: old, highest: highest), world.values(of: policy),
      tolerance: 1e-9)
  }

  @Test(
    "(6.15) λ does not matter: with V of π_ρ̄ the mean target of every trajectory is that V",
    arguments: [0.5, 1, 1.5, 4], [0, 0.9, 1])
  func anyTrace(highest: Double, lambda: Double) {
    let values = world.values(of: truncatedPolicy(new, dataOf: old, highest: highest))
    func mean(_ values: [Double]) -> Double {
      world.trajectories(of: old, horizon: 4).expectation { path in
        let ratios = zip(path.states, path.actions).map {
          new.probability(of: $1, in: $0) / old.probability(of: $1, in: $0)
        }
        return vTrace(
          rewards: path.rewards, values: (path.states + [path.finalState]).map { values[$0] },
          ratios: ratios, discount: 0.9, lambda: lambda, highest: highest)[0]
      }
    }
    expectClose(mean(values), values[1], tolerance: 1e-12)
    // Another critic is moved.
    let other = values.enumerated().map { $1 + Double($0) }
    #expect((mean(other) - other[1]).magnitude > 0.01)
  }

  @Test("(6.15) a ρ̄ above every ratio gives π, one below every ratio π_old")
  func ends() {
    func differs(_ policy: TabularPolicy, from other: TabularPolicy) -> Double {
      policy.totalVariation(to: other).max()!
    }
    #expect(differs(truncatedPolicy(new, dataOf: old, highest: 10), from: new) < 1e-14)
    #expect(differs(truncatedPolicy(new, dataOf: old, highest: 0.01), from: old) < 1e-14)
    let between = truncatedPolicy(new, dataOf: old, highest: 1)
    #expect(differs(between, from: new) > 0.05 && differs(between, from: old) > 0.05)
  }
}
