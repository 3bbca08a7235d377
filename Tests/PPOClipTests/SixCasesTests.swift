import Proximal
import RealModule
import TestSupport
import Testing

@testable import ppo_clip

@Suite("Six cases")
struct SixCasesTests {
  struct Row {
    let ratio: Double
    let advantage: Double
    let value: Double
    let isClipped: Bool
    let slope: Double
  }

  /// The table on paper, for ε = 0.2.
  static let rows = [
    Row(ratio: 1.1, advantage: 1, value: 1.1, isClipped: false, slope: 1),
    Row(ratio: 1.1, advantage: -1, value: -1.1, isClipped: false, slope: -1),
    Row(ratio: 0.5, advantage: 1, value: 0.5, isClipped: false, slope: 1),
    Row(ratio: 0.5, advantage: -1, value: -0.8, isClipped: true, slope: 0),
    Row(ratio: 1.5, advantage: 1, value: 1.2, isClipped: true, slope: 0),
    Row(ratio: 1.5, advantage: -1, value: -1.5, isClipped: false, slope: -1),
  ]

  @Test("(5.14) the six rows: value, branch, sign and slope, the last by one-sided differences too")
  func table() {
    for row in Self.rows {
      let step = ClippedSurrogateTerm(
        ratio: row.ratio, advantage: row.advantage, clipRange: 0.2)
      #expect(step.value == row.value && step.movesWithRatio == !row.isClipped)
      #expect((step.value > 0) == (row.advantage > 0))
      #expect(step.derivative == row.slope)
      let f = { (r: Double) in clippedSurrogate(r, advantage: row.advantage, clipRange: 0.2) }
      for side in Side.allCases {
        expectClose(
          oneSidedDerivative(of: f, at: row.ratio, side: side), row.slope, tolerance: 1e-9)
      }
    }
  }

  @Test("(5.14) the slope is zero if and only if the ratio has left the way its advantage wanted")
  func zeroSlope() {
    var counts = [0, 0]
    for step in steps(4000, seed: 91) {
      let hasLeft =
        (step.ratio > 1 + step.clipRange && step.advantage > 0)
        || (step.ratio < 1 - step.clipRange && step.advantage < 0)
      #expect((step.term.derivative == 0) == hasLeft)
      counts[hasLeft ? 1 : 0] += 1
      // In words: it moves if inside, or if outside and the advantage points back to 1.
      let pullsBack = step.advantage * (1 - step.ratio) > 0
      #expect((step.term.derivative != 0) == (step.isInside || pullsBack))
    }
    #expect(counts.allSatisfy { $0 > 500 })
    #expect(ClippedSurrogateTerm(ratio: 1, advantage: 0, clipRange: 0.2).derivative == 0)
    // The inequalities are strict: on a bound nothing has left.
    for range in [0.1, 0.2, 0.3, 0.7] {
      for ratio in [1 - range, 1 + range] {
        for advantage in [-1.0, 1] {
          let onBound = ClippedSurrogateTerm(
            ratio: ratio, advantage: advantage, clipRange: range)
          #expect(onBound.derivative == advantage)
        }
      }
    }
  }

  @Test(
    "(5.14) X23 a change too large is ignored in two of the four cases outside, and corrected in two"
  )
  func outside() {
    let outside = Self.rows.filter { ($0.ratio - 1).magnitude > 0.2 }
    #expect(outside.count == 4 && outside.count { $0.slope == 0 } == 2)
    for row in outside where row.slope != 0 {
      // A step uphill brings the ratio nearer to 1.
      #expect((row.ratio + 0.1 * row.slope - 1).magnitude < (row.ratio - 1).magnitude)
    }
  }

  @Test("clip fraction 0.8, without a gradient 0.4: five ratios with both signs")
  func clipFraction() {
    let ratios: [Double] = [0.5, 0.7, 1, 1.3, 1.5]
    let sample = ratios.map { (ratio: $0, advantage: 1.0) }
    let objective = batchObjective(
      sample + ratios.map { (ratio: $0, advantage: -1.0) }, clipRange: 0.2)
    #expect(objective.clipFraction == 0.8)
    #expect(objective.scoreWeights.count { $0 == 0 } == 4)
  }

  @Test("each wrong variant has another slope, in the rows where one expects it")
  func variants() {
    /// The rows, from 1, in which a variant's slope is not that of the table.
    func differing(_ variant: @escaping (Dual<Double>, Dual<Double>) -> Dual<Double>) -> [Int] {
      zip(1..., Self.rows).filter { _, row in
        derivative(of: { variant($0, Dual(row.advantage)) }, at: row.ratio) != row.slope
      }.map(\.0)
    }
    func clipped(_ r: Dual<Double>) -> Dual<Double> { clip(r, to: Dual(0.8)...Dual(1.2)) }
    #expect(differing { min($0 * $1, clipped($0) * $1) } == [])
    #expect(differing { $0 * $1 } == [4, 5], "no clip")
    #expect(differing { clipped($0) * $1 } == [3, 6], "clip alone")
    #expect(differing { max($0 * $1, clipped($0) * $1) } == [3, 4, 5, 6], "max for min")
    #expect(differing { min($0, clipped($0)) * $1 } == [4, 6], "min before the advantage")
    #expect(differing { -min($0 * $1, clipped($0) * $1) } == [1, 2, 3, 6], "sign")
  }
}
