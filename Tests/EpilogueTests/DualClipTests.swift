import Proximal
import RealModule
import TestSupport
import Testing

@testable import epilogue

@Suite("Dual clip")
struct DualClipTests {
  /// (10.15), written out once more for any number type.
  private func dualClipped<Scalar: DifferentiableScalar>(
    _ ratio: Scalar, advantage: Double, clipRange: Double, bound: Double
  ) -> Scalar {
    let a = Scalar(floatLiteral: advantage)
    let (low, high) = (Scalar(floatLiteral: 1 - clipRange), Scalar(floatLiteral: 1 + clipRange))
    let smaller = min(ratio * a, max(min(ratio, high), low) * a)
    return advantage < 0 ? max(smaller, Scalar(floatLiteral: bound) * a) : smaller
  }

  private func term(
    _ ratio: Double, _ advantage: Double, clipRange: Double = 0.2, bound: Double = 3
  ) -> ClippedSurrogateTerm<Double> {
    ClippedSurrogateTerm(
      ratio: ratio, advantage: advantage, clipRange: clipRange, dualClip: bound)
  }

  @Test(
    "(10.15) (10.16) by hand, ε = 0.2 and c = 3",
    arguments: [
      // ρ, A, L, ∂L/∂ρ
      (0.5, -1.0, -0.8, 0.0), (1, -1, -1, -1), (2, -1, -2, -1), (3, -1, -3, -1), (4, -1, -3, 0),
      (500, -2, -6, 0), (0.5, 1, 0.5, 1), (1, 1, 1, 1), (4, 1, 1.2, 0), (4, 0, 0, 0),
    ])
  func byHand(ratio: Double, advantage: Double, value: Double, slope: Double) {
    #expect(term(ratio, advantage).value == value)
    #expect(term(ratio, advantage).derivative == slope)
  }

  @Test("(10.15) (10.16) value and slope: written out once more, dual numbers and differences")
  func duals() {
    var generator = PCG64(seed: 91)
    var flat = 0
    for _ in 0..<3000 {
      let (ratio, advantage) = (6 * generator.random(), 4 * generator.random() - 2)
      let (range, bound) = (0.1 + 0.5 * generator.random(), 1.05 + 3 * generator.random())
      let step = term(ratio, advantage, clipRange: range, bound: bound)
      let f = { (r: Double) in
        self.dualClipped(r, advantage: advantage, clipRange: range, bound: bound)
      }
      #expect(step.value == f(ratio))
      #expect(
        step.derivative
          == derivative(
            of: {
              dualClipped($0, advantage: advantage, clipRange: range, bound: bound)
            }, at: ratio))
      flat += step.derivative == 0 && ratio > bound && advantage < 0 ? 1 : 0
      let kinks = [1 - range, 1 + range, bound]
      guard kinks.allSatisfy({ ($0 - ratio).magnitude > 1e-4 }) else { continue }
      expectClose(
        centralDifference(of: { f($0[0]) }, at: [ratio]), [step.derivative], tolerance: 1e-8)
    }
    #expect(flat > 300)
  }

  @Test(
    "(10.16) at ρ = c: −A's slope from the left, none from the right, and the side of 1 is taken")
  func kink() {
    for bound in [1.1, 2, 3] {
      func slope(_ side: Side) -> Double {
        oneSidedDerivative(of: { term($0, -2, bound: bound).value }, at: bound, side: side)
      }
      expectClose(slope(.left), -2, tolerance: 1e-8)
      expectClose(slope(.right), 0, tolerance: 1e-8)
      #expect(term(bound, -2, bound: bound).derivative == -2)
      // And at the ends of the clip range, as in chapter 5.
      #expect(term(1 - 0.2, -2, bound: bound).derivative == -2)
      #expect(term(1 + 0.2, 2, bound: bound).derivative == 2)
    }
  }

  @Test("(10.17) the score weight is at most max(c, 1 + ε) |A|, and reaches it; without c no bound")
  func bounded() {
    for bound in [1.1, 3.0] {
      var largest = 0.0
      for ratio in stride(from: 0.0, through: 50, by: 0.01) + [bound, 1.2] {
        for advantage in [-2.0, 2] {
          let weight = (ratio * term(ratio, advantage, bound: bound).derivative).magnitude
          #expect(weight <= max(bound, 1.2) * 2)
          largest = max(largest, weight)
        }
      }
      expectClose(largest, max(bound, 1.2) * 2, tolerance: 1e-12)
    }
    let free = ClippedSurrogateTerm(ratio: 500.0, advantage: -2, clipRange: 0.2)
    #expect(free.ratio * free.derivative == -1000)
  }

  @Test("(10.15) (10.16) a batch is the mean of its terms, with c and without")
  func batch() {
    var generator = PCG64(seed: 92)
    let ratios = (0..<400).map { _ in Double.exp(3 * generator.random() - 1) }
    let advantages = ratios.map { _ in 4 * generator.random() - 2 }
    for bound in [1.5, 3, .infinity] {
      var surrogate = ClippedSurrogate<Double>(clipRange: 0.2, dualClip: bound)
      surrogate.update(
        logProbabilities: ratios.map { Double.log($0) },
        oldLogProbabilities: ratios.map { _ in 0 }, advantages: advantages, rows: 400)
      let terms = zip(surrogate.ratios, advantages).map { term($0, $1, bound: bound) }
      expectClose(
        surrogate.value, terms.reduce(0) { $0 + $1.value } / 400, tolerance: 1e-14)
      expectClose(
        surrogate.scoreWeights, terms.map { $0.derivative * $0.ratio / 400 }, tolerance: 1e-15)
    }
  }

  @Test("beyond c the bad arm does not pull: the way home is slower there, and the same after it")
  func wayHomeSlower() throws {
    let plain = wayHome(from: 0.6, old: 0.1, dualClip: .infinity, steps: 300)
    let dual = wayHome(from: 0.6, old: 0.1, dualClip: 3, steps: 300)
    let arrival = try #require(plain.firstIndex { $0 <= 0.3 })
    let late = try #require(dual.firstIndex { $0 <= 0.3 })
    #expect(late > 5 * arrival)
    // c ≥ ρ changes nothing.
    #expect(wayHome(from: 0.6, old: 0.1, dualClip: 6.1, steps: 50) == Array(plain.prefix(51)))
    // Once inside, the same law: from equal chances equal steps.
    let again = wayHome(from: dual[late], old: 0.1, dualClip: .infinity, steps: 300 - late)
    expectClose(Array(dual[late...]), again, tolerance: 1e-12)
  }
}
