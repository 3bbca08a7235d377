import Proximal
import TestSupport
import Testing

@Suite("ClippedSurrogateTerm")
struct ClippedSurrogateTermTests {
  private func term(
    _ ratio: Double, _ advantage: Double, clipRange: Double = 0.2
  ) -> ClippedSurrogateTerm<Double> {
    ClippedSurrogateTerm(ratio: ratio, advantage: advantage, clipRange: clipRange)
  }

  @Test(
    "clip takes x where it lies in the range, the nearer end elsewhere",
    arguments: [(-3.0, -1.0), (-1, -1), (0.5, 0.5), (2, 2), (2.5, 2)])
  func clipping(x: Double, expected: Double) {
    #expect(clip(x, to: -1...2) == expected)
  }

  @Test(
    "the six cases by hand: value and slope, ε = 0.2",
    arguments: [
      // ρ, A, L, ∂L/∂ρ
      (1.1, 1.0, 1.1, 1.0), (1.1, -1, -1.1, -1),
      (0.5, 1, 0.5, 1), (0.5, -1, -0.8, 0),
      (1.5, 1, 1.2, 0), (1.5, -1, -1.5, -1),
    ])
  func cases(ratio: Double, advantage: Double, value: Double, slope: Double) {
    let term = term(ratio, advantage)
    #expect(term.value == value)
    #expect(term.derivative == slope)
    #expect(term.movesWithRatio == (slope != 0))
  }

  @Test("away from the kinks the slope is the derivative by automatic differentiation")
  func slopeByDuals() {
    for ratio in stride(from: 0.05, to: 2.5, by: 0.1) {
      for advantage in [-2.5, -1, 0.5, 3] {
        // L written out once more, with the clip and the minimum as branches.
        let oracle = derivative(
          of: { (ratio: Dual<Double>) -> Dual<Double> in
            let clipped = ratio < 0.8 ? Dual(0.8) : ratio < 1.2 ? ratio : Dual(1.2)
            let (x, y) = (ratio * Dual(advantage), clipped * Dual(advantage))
            return x < y ? x : y
          }, at: ratio)
        #expect(term(ratio, advantage).derivative == oracle, "ρ = \(ratio), A = \(advantage)")
      }
    }
  }

  @Test(
    "the slopes on both sides of the bounds, and the convention's choice of them",
    arguments: [
      // ρ, A, left, right
      (1.2, 1.0, 1.0, 0.0), (0.8, -1, 0, -1), (0.8, 1, 1, 1), (1.2, -1, -1, -1),
    ])
  func kinks(ratio: Double, advantage: Double, left: Double, right: Double) {
    func slope(_ side: Side) -> Double {
      oneSidedDerivative(of: { term($0, advantage).value }, at: ratio, side: side)
    }
    expectClose(slope(.left), left, tolerance: 1e-9)
    expectClose(slope(.right), right, tolerance: 1e-9)
    // ∂min(x, y)/∂x = 1 if x ≤ y: the slope towards ρ = 1.
    #expect(term(ratio, advantage).derivative == advantage)
    #expect(left == advantage || right == advantage)
  }

  @Test("L ≤ ρ A, with equality and the same slope at ρ = 1, and wherever A pulls the ratio back")
  func bound() {
    for ratio in stride(from: 0.0, through: 3, by: 0.05) {
      for advantage in [-2.0, -0.3, 0, 0.7, 4] {
        let term = term(ratio, advantage)
        #expect(term.value <= term.unclipped)
        let isPulledBack = (ratio > 1.2 && advantage < 0) || (ratio < 0.8 && advantage > 0)
        if isPulledBack { #expect(term.value == term.unclipped && term.derivative == advantage) }
      }
    }
    #expect(term(1, 3).value == 3)
    #expect(term(1, -3).derivative == -3)
  }

  @Test("five ratios, both signs: 0.8 of the ratios are clipped, 0.4 of the gradients are zero")
  func fractions() {
    let terms = [0.5, 0.7, 1, 1.3, 1.5].flatMap { [term($0, 1), term($0, -1)] }
    #expect(terms.count { $0.clippedRatio != $0.ratio } == 8)
    #expect(terms.count { $0.derivative == 0 } == 4)
  }

  @Test(
    "a dual clip of 3 by hand: value and slope, on the kink the slope towards ρ = 1",
    arguments: [
      // ρ, A, L, ∂L/∂ρ
      (0.5, -1.0, -0.8, 0.0), (2, -1, -2, -1), (3, -1, -3, -1), (4, -1, -3, 0), (4, 1, 1.2, 0),
      (0.5, 1, 0.5, 1),
    ])
  func dualClip(ratio: Double, advantage: Double, value: Double, slope: Double) {
    let term = ClippedSurrogateTerm(
      ratio: ratio, advantage: advantage, clipRange: 0.2, dualClip: 3)
    #expect(term.value == value)
    #expect(term.derivative == slope)
    #expect(self.term(ratio, advantage).dualClip == .infinity)
  }

  @Test("a clip range of zero is refused")
  func refused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = ClippedSurrogateTerm(ratio: 1.0, advantage: 1, clipRange: 0) }
    expectMessage(result, "a clip range ε is above 0; got 0.0")
  }
}
