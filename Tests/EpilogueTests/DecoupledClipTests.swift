import Proximal
import RealModule
import TestSupport
import Testing

@testable import epilogue

@Suite("A range of its own on each side")
struct DecoupledClipTests {
  /// min(ρA, clip(ρ, 1 − ε_low, 1 + ε_high) A), for any number type.
  private func written<Scalar: DifferentiableScalar>(
    _ ratio: Scalar, advantage: Double, low: Double, high: Double
  ) -> Scalar {
    let a = Scalar(floatLiteral: advantage)
    let clipped = max(
      min(ratio, Scalar(floatLiteral: 1 + high)), Scalar(floatLiteral: 1 - low))
    return min(ratio * a, clipped * a)
  }

  @Test(
    "(10.26) by hand, 0.2 below and 0.28 above",
    arguments: [
      // ρ, A, L, ∂L/∂ρ
      (0.5, 1.0, 0.5, 1.0), (1.25, 1, 1.25, 1), (1.3, 1, 1.28, 0), (1.25, 2, 2.5, 2),
      (0.9, -1, -0.9, -1), (0.75, -1, -0.8, 0), (0.75, -2, -1.6, 0), (1.3, -1, -1.3, -1),
    ])
  func byHand(ratio: Double, advantage: Double, value: Double, slope: Double) {
    let term = clippedHigher(ratio: ratio, advantage: advantage, low: 0.2, high: 0.28)
    expectClose(term.value, value, tolerance: 1e-15)
    #expect(term.derivative == slope)
  }

  @Test("(10.26) is the min of the two branches with both ends in one clip; slopes by dual numbers")
  func oneClip() {
    var generator = PCG64(seed: 926)
    var (above, below) = (0, 0)
    for _ in 0..<2000 {
      let (ratio, advantage) = (2 * generator.random(), 4 * generator.random() - 2)
      let (low, high) = (0.5 * generator.random() + 0.01, 0.5 * generator.random() + 0.01)
      let term = clippedHigher(ratio: ratio, advantage: advantage, low: low, high: high)
      let f = { (r: Double) in
        self.written(r, advantage: advantage, low: low, high: high)
      }
      expectClose(term.value, f(ratio), tolerance: 1e-15)
      let slope = derivative(
        of: { self.written($0, advantage: advantage, low: low, high: high) }, at: ratio)
      #expect(term.derivative == slope)
      above += advantage >= 0 && ratio > 1 + high ? 1 : 0
      below += advantage < 0 && ratio < 1 - low ? 1 : 0
    }
    #expect(above > 100 && below > 100)
  }

  @Test("(10.27) raise one logit by δ(p), and the probability is (1 + ε) p, where the pull ends")
  func room() {
    for (p, clipRange) in [(0.001, 0.2), (0.01, 0.28), (0.5, 0.2), (0.75, 0.28), (0.8, 0.2)] {
      let delta = epilogue.room(p, clipRange: clipRange)
      // Three tokens; the odds of the first are p : 1 − p.
      let rest = Double.log((1 - p) / 2)
      let old = TabularPolicy(logits: [[Double.log(p), rest, rest]])
      let new = TabularPolicy(logits: [[Double.log(p) + delta, rest, rest]])
      expectClose(old.probabilities[0], p, tolerance: 1e-15)
      expectClose(new.probabilities[0] / p, 1 + clipRange, tolerance: 1e-13)
      for (shift, slope) in [(-1e-6, 1.0), (1e-6, 0.0)] {
        let there = TabularPolicy(logits: [[Double.log(p) + delta + shift, rest, rest]])
        let term = clippedHigher(
          ratio: there.probabilities[0] / p, advantage: 1, low: 0.2, high: clipRange)
        #expect(term.derivative == slope)
      }
    }
  }

  @Test("(10.27) begins at log(1 + ε), rises, and is infinite once (1 + ε) p is no probability")
  func grows() {
    for clipRange in [0.2, 0.28] {
      expectClose(
        epilogue.room(1e-12, clipRange: clipRange), Double.log(1 + clipRange), tolerance: 1e-11)
      let rooms = stride(from: 0.01, to: 0.99 / (1 + clipRange), by: 0.01).map {
        epilogue.room($0, clipRange: clipRange)
      }
      #expect(zip(rooms, rooms.dropFirst()).allSatisfy { $0 < $1 } && rooms.last! > 2)
      #expect(epilogue.room(1.001 / (1 + clipRange), clipRange: clipRange) == .infinity)
      // However far the logit goes, the ratio stays below 1 + ε, and the pull goes on.
      for probability in [0.95, 0.999, 1] {
        let term = clippedHigher(
          ratio: probability / 0.9, advantage: 1, low: 0.2, high: clipRange)
        #expect(term.derivative == 1)
      }
    }
  }
}
