import Proximal
import TestSupport
import Testing

@testable import gae

@Suite("The critic's side")
struct CriticTests {
  let segments = Segments(steps: 40, width: 2, seed: 12)

  @Test("(6.10) Â + V is the mean of n-step returns with GAE's weights")
  func lambdaReturn() {
    for lambda in [0, 0.4, 0.95, 1] {
      let estimate = segments.estimate(discount: 0.9, lambda: lambda)
      for episode in (0..<2).flatMap(segments.episodes) {
        let rewards = episode.steps.map { segments.rewards[$0] }
        let values = segments.values(episode)
        for (t, index) in episode.steps.enumerated() {
          let m = rewards.count - t
          let target = (1...m).reduce(0.0) { sum, n in
            let rewarded = (0..<n).reduce(power(0.9, n) * values[t + n]) {
              $0 + power(0.9, $1) * rewards[t + $1]
            }
            return sum + (n < m ? 1 - lambda : 1) * power(lambda, n - 1) * rewarded
          }
          expectClose(estimate.returns[index], target, tolerance: 1e-13)
        }
      }
    }
  }

  @Test("(6.11) λ = 0 is the one-step target, λ = 1 the return: by hand")
  func targetsByHand() {
    var (zero, one) = (
      GeneralizedAdvantageEstimation<Double>(discount: 0.5, lambda: 0),
      GeneralizedAdvantageEstimation<Double>(discount: 0.5, lambda: 1)
    )
    zero.update(
      rewards: [1, 2, 4], values: [7, 8, 6], nextValues: [0], terminated: [false, false, true],
      truncated: [false, false, false], finalValues: [0, 0, 0])
    one.update(
      rewards: [1, 2, 4], values: [7, 8, 6], nextValues: [0], terminated: [false, false, true],
      truncated: [false, false, false], finalValues: [0, 0, 0])
    // 1 + 8/2, 2 + 6/2, 4; and 1 + 4/2, 2 + 4/2, 4.
    #expect(zero.returns == [5.0, 5.0, 4.0])
    #expect(one.returns == [3.0, 4.0, 4.0])
  }

  /// Random values and targets.
  private func batch(_ count: Int, seed: UInt64) -> (v: [Double], r: [Double]) {
    var generator = PCG64(seed: seed)
    func numbers() -> [Double] { (0..<count).map { _ in generator.uniform(-1, 1) } }
    return (numbers(), numbers())
  }

  private func loss(_ v: [Double], _ r: [Double]) -> ValueLoss<Double> {
    var loss = ValueLoss<Double>(clipRange: nil)
    loss.update(values: v, oldValues: [], targets: r, rows: v.count)
    return loss
  }

  @Test("(6.12) half the mean square, and its gradient by central differences")
  func meanSquare() {
    let (v, r) = batch(9, seed: 1)
    let plain = loss(v, r)
    let expected = zip(v, r).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 18
    expectClose(plain.value, expected, tolerance: 1e-15)
    let slopes = centralDifference(of: { loss($0, r).value }, at: v)
    expectClose(Array(plain.gradient.prefix(9)), slopes, tolerance: 1e-9)
    #expect(loss(r, r).gradient.allSatisfy { $0 == 0 })
  }

  @Test("(6.12) X1 without its square the loss has the same slope on the target as far from it")
  func squareMissing() {
    func printed(_ v: [Double], _ r: [Double]) -> Double {
      zip(v, r).reduce(0) { $0 + $1.0 - $1.1 } / Double(v.count)
    }
    let (v, r) = batch(4, seed: 2)
    let (far, there) = (
      centralDifference(of: { printed($0, r) }, at: v),
      centralDifference(of: { printed($0, r) }, at: r)
    )
    expectClose(far, [0.25, 0.25, 0.25, 0.25], tolerance: 1e-9)
    expectClose(there, [0.25, 0.25, 0.25, 0.25], tolerance: 1e-9)
    #expect(printed(v.map { $0 - 1000 }, r) < -900)
    let squared = centralDifference(of: { loss($0, r).value }, at: r)
    expectClose(squared, [0, 0, 0, 0], tolerance: 1e-9)
    // The chapter's own, of one step: R = 0.
    for error in [-2.0, 0, 3] {
      let own = lossWithoutSquare(error: error)
      #expect(own.value == printed([error], [0]) && own.gradient == 1)
    }
  }

  @Test("(6.12) a mean square without the half has the gradient of twice the coefficient")
  func halfIsAConvention() {
    let (v, r) = batch(7, seed: 5)
    /// As Stable-Baselines3 has it.
    func meanSquare(_ v: [Double]) -> Double {
      0.5 * zip(v, r).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 7
    }
    let slopes = centralDifference(of: meanSquare, at: v)
    let ours = loss(v, r)
    // c_V = 1: the sum of (6.12), with its half, and its gradient.
    expectClose(Array(ours.gradient.prefix(7)), slopes, tolerance: 1e-9)
    expectClose(ours.value, meanSquare(v), tolerance: 1e-15)
  }
}
