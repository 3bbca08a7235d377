import Proximal
import TestSupport
import Testing

@testable import ppo

@Suite("A clip for the critic")
struct ValueClipTests {
  /// Random values, old values and targets, none of them on an edge.
  private func batch(_ count: Int, seed: UInt64) -> (v: [Double], old: [Double], r: [Double]) {
    var generator = PCG64(seed: seed)
    func numbers() -> [Double] { (0..<count).map { _ in generator.uniform(-1, 1) } }
    return (numbers(), numbers(), numbers())
  }

  private func loss(
    _ v: [Double], _ old: [Double], _ r: [Double], clip: Double?
  ) -> ValueLoss<Double> {
    var loss = ValueLoss<Double>(clipRange: clip)
    loss.update(values: v, oldValues: old, targets: r, rows: v.count)
    return loss
  }

  @Test(
    "(7.1) the two worked examples: 0.64 and 1.69",
    arguments: [(1.5, 0.64, 0.0), (0.7, 1.69, -1.3), (1.1, 0.81, -0.9), (1.2, 0.64, -0.8)])
  func workedExamples(v: Double, larger: Double, slope: Double) {
    let example = loss([v], [1], [2], clip: 0.2)
    expectClose(2 * example.value, larger, tolerance: 1e-15)
    expectClose(example.gradient[0], slope, tolerance: 1e-15)
  }

  @Test(
    "(7.1) the clipped square alone, as Stable-Baselines3 has it, calls nobody back",
    arguments: [(1.5, 0.0), (0.7, 0.0), (1.1, -0.9)])
  func clippedSquareAlone(v: Double, slope: Double) {
    func half(_ v: Double) -> Double {
      let held = 1 + min(max(v - 1, -0.2), 0.2)
      return (held - 2) * (held - 2) / 2
    }
    let byDifferences = (half(v + 1e-4) - half(v - 1e-4)) / 2e-4
    expectClose(byDifferences, slope, tolerance: 1e-9)
    expectClose(
      clippedSquareSlope(v, old: 1, target: 2, reach: 0.2), byDifferences, tolerance: 1e-9)
  }

  @Test("(7.1) the larger of the two squares, never below the plain loss")
  func larger() {
    let (v, old, r) = batch(200, seed: 3)
    let clipped = loss(v, old, r, clip: 0.2)
    let expected = v.indices.reduce(0.0) { sum, t in
      let held = min(max(v[t], old[t] - 0.2), old[t] + 0.2)
      return sum + max((v[t] - r[t]) * (v[t] - r[t]), (held - r[t]) * (held - r[t]))
    }
    expectClose(clipped.value, expected / 400, tolerance: 1e-14)
    #expect(clipped.value > loss(v, old, r, clip: nil).value)
    #expect(loss(v, old, r, clip: 5).value == loss(v, old, r, clip: nil).value)
  }

  @Test("(7.1) (7.2) X5 where the plain loss is the larger, the range may well have been left")
  func largerBeyondTheRange() {
    // The notes' example: 1.69 against 1.44, and 0.7 is not within 0.2 of 1.
    let example = loss([0.7], [1], [2], clip: 0.2)
    expectClose(2 * example.value, 1.69, tolerance: 1e-15)
    expectClose((0.8 - 2) * (0.8 - 2), 1.44, tolerance: 1e-15)
    expectClose(example.gradient[0], -1.3, tolerance: 1e-15)
    let (v, old, r) = batch(400, seed: 6)
    var (stays, leaves) = (0, 0)
    for t in v.indices {
      let held = min(max(v[t], old[t] - 0.2), old[t] + 0.2)
      guard abs(v[t] - r[t]) >= abs(held - r[t]) else { continue }
      if held == v[t] { stays += 1 } else { leaves += 1 }
      // Left or not: the plain loss's gradient is there.
      let single = loss([v[t]], [old[t]], [r[t]], clip: 0.2)
      expectClose(single.gradient[0], v[t] - r[t], tolerance: 1e-15)
    }
    #expect(leaves > stays)
    #expect(stays > 40)
  }

  @Test("(7.2) the gradient is zero where the range was left for the better, and nowhere else")
  func gradientMap() {
    let (v, old, r) = batch(200, seed: 4)
    let clipped = loss(v, old, r, clip: 0.2)
    let slopes = centralDifference(of: { loss($0, old, r, clip: 0.2).value }, at: v, step: 1e-7)
    expectClose(Array(clipped.gradient.prefix(200)), slopes, tolerance: 1e-8)
    var silent = 0
    for t in v.indices {
      let held = min(max(v[t], old[t] - 0.2), old[t] + 0.2)
      let rests = abs(v[t] - old[t]) > 0.2 && abs(held - r[t]) > abs(v[t] - r[t])
      #expect((clipped.gradient[t] == 0) == rests)
      silent += rests ? 1 : 0
    }
    #expect((20...180).contains(silent))
    // On the borders the second line: just c away, and a target midway between V and V^clip.
    // (All numbers are sums of powers of two, so that the ties are exact.)
    expectClose(loss([1.25], [1], [1], clip: 0.25).gradient[0], 0.25, tolerance: 0)
    expectClose(loss([1.5], [1], [1.375], clip: 0.25).gradient[0], 0.125, tolerance: 0)
    expectClose(loss([0.5], [1], [0.625], clip: 0.25).gradient[0], -0.125, tolerance: 0)
  }

  @Test("larger rewards silence more of the critic; normalised ones are all alike")
  func scale() {
    let shares = [Float(0.01), 1, 100].map { fit(.clipped, scale: $0).silent }
    #expect(shares[0] < 0.05)
    #expect(shares[1] > shares[0])
    #expect(shares[2] > shares[1])
    let (one, hundred) = (fit(.normalised, scale: 1), fit(.normalised, scale: 64))
    // 64 is a power of two: not a bit differs after the division by the standard deviation.
    #expect(one.silent == hundred.silent && one.error == hundred.error)
  }
}
