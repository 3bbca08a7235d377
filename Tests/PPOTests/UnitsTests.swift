import Proximal
import RealModule
import TestSupport
import Testing

@testable import ppo

@Suite("A change of units")
struct UnitsTests {
  private func estimate(
    _ rewards: [Double], _ values: [Double], last: Double, terminates: Bool = false
  ) -> [Double] {
    var estimator = GeneralizedAdvantageEstimation<Double>(discount: 0.9, lambda: 0.8)
    let never = [Bool](repeating: false, count: rewards.count)
    estimator.update(
      rewards: rewards, values: values, nextValues: [last],
      terminated: never.dropLast() + [terminates], truncated: never, finalValues: values)
    return estimator.advantages
  }

  @Test("(7.10) advantages scale with rewards and values, and do not see a shift of both")
  func advantages() {
    var generator = PCG64(seed: 171)
    for (k, b) in [(0.01, -3.0), (7, 0.5), (100, 20)] {
      let rewards = (0..<20).map { _ in generator.uniform(-1, 1) }
      let values = (0..<20).map { _ in generator.uniform(-1, 1) }
      let plain = estimate(rewards, values, last: 0.3)
      let scaled = estimate(rewards.map { k * $0 }, values.map { k * $0 }, last: k * 0.3)
      expectClose(scaled, plain.map { k * $0 }, tolerance: 1e-13)
      let shift = b / (1 - 0.9)
      func shifted(terminates: Bool) -> [Double] {
        estimate(
          rewards.map { $0 + b }, values.map { $0 + shift }, last: 0.3 + shift,
          terminates: terminates)
      }
      expectClose(shifted(terminates: false), plain, tolerance: 1e-11)
      // After a termination there is no V to hold the rest of the shift: γ b / (1 − γ) is missing.
      let ended = estimate(rewards, values, last: 0.3, terminates: true)
      expectClose(
        shifted(terminates: true)[19] - ended[19], -0.9 * b / (1 - 0.9), tolerance: 1e-11)
    }
  }

  @Test("(7.10) a shift leaves the advantages of a world without an end, and not where it may end")
  func policies() {
    func world(_ b: Double, ends: Bool) -> TabularMDP {
      TabularMDP(
        transition: [
          [[0.5, 0.5, 0], [0.1, 0.2, 0.7]], [[0.3, 0.7, 0], [0.6, 0.4, 0]],
          ends ? [[0, 0, 1], [0, 0, 1]] : [[1, 0, 0], [0, 1, 0]],
        ],
        reward: [[1 + b, b], [b, 2 + b], ends ? [0, 0] : [b, b]], start: [1, 0, 0], discount: 0.9,
        terminalStates: ends ? [2] : [])
    }
    let policy = TabularPolicy(logits: [[0.3, 0], [0, 0.4], [0, 0]])
    func advantages(_ b: Double, ends: Bool) -> [Double] {
      world(b, ends: ends).advantages(of: policy)
    }
    expectClose(advantages(5, ends: false), advantages(0, ends: false), tolerance: 1e-12)
    #expect(distance(advantages(5, ends: true), advantages(0, ends: true)) > 1)
  }

  @Test("(7.4) normalised advantages do not see the unit but for the 10⁻⁸")
  func normalised() {
    let plain = InOtherUnits(k: 1).normalisedAdvantages
    for k in [0.01, 100] {
      expectClose(InOtherUnits(k: k).normalisedAdvantages, plain, tolerance: 1e-5)
    }
    // The guard shows where the spread comes near it.
    let tiny = InOtherUnits(k: 1e-8).normalisedAdvantages
    #expect(distance(tiny, plain) > 0.1)
  }

  @Test("(6.12) the critic's loss goes with the square of the unit; (7.1) the clip with the unit")
  func critic() {
    let plain = InOtherUnits(k: 1)
    let held = plain.criticLoss(clipRange: 0.2).held
    #expect(held > 0 && held < 64)
    for k in [0.01, 100] {
      let other = InOtherUnits(k: k)
      let ratio = other.criticLoss(clipRange: nil).value / plain.criticLoss(clipRange: nil).value
      expectClose(ratio / (k * k), 1, tolerance: 1e-12)
      #expect(other.criticLoss(clipRange: 0.2).held != held)
      #expect(other.criticLoss(clipRange: 0.2 * k).held == held)
      let clipped = other.criticLoss(clipRange: 0.2 * k).value
      expectClose(
        clipped / plain.criticLoss(clipRange: 0.2).value / (k * k), 1, tolerance: 1e-12)
    }
  }

  @Test("(7.9) a loud critic shortens the actor's gradient: ½ over the common norm is left")
  func norm() {
    for k in [0.01, 1, 100] {
      let common = (0.09 + 0.16 * k * k).squareRoot()
      expectClose(
        InOtherUnits(k: k).actorsShare, min(1, 0.5 / (common + 1e-6)), tolerance: 1e-12)
    }
    #expect(InOtherUnits(k: 0.01).actorsShare == 1 && InOtherUnits(k: 100).actorsShare < 0.02)
  }

  @Test("(7.3) Adam's steps do not see the unit where gradients are large beside ε")
  func adam() {
    for k in [0.01, 1, 100] {
      expectClose(InOtherUnits(k: k).step(along: 1), 1, tolerance: 2e-3)
      expectClose(InOtherUnits(k: k).step(along: 1e-6), k / (k + 10), tolerance: 1e-9)
    }
  }
}
