import Proximal
import RealModule

// The clipped surrogate of one step, (5.4), with its slope (5.11) and its score weight (5.13).

/// Which of chapter 5's six cases: 1 and 2 inside the range, 3 and 4 below it, 5 and 6 above; the odd
/// ones with an advantage above 0.
private func numberOfCase(_ step: ClippedSurrogateTerm<Double>) -> Int {
  let region = step.ratio < 1 - step.clipRange ? 1 : step.ratio > 1 + step.clipRange ? 2 : 0
  return 2 * region + (step.advantage > 0 ? 1 : 2)
}

/// Lays down ρA, clip(ρ)A, the smaller of the two, its slope in ρ, the score weight ρ ∂L/∂ρ, and the
/// number of the case.
@_cdecl("clipped_step")
public func clippedStep(ratio: Double, advantage: Double, clipRange: Double) -> Int32 {
  let step = ClippedSurrogateTerm(ratio: ratio, advantage: advantage, clipRange: clipRange)
  return Desk.answer([
    step.unclipped, step.clipped, step.value, step.derivative, step.derivative * ratio,
    Double(numberOfCase(step)),
  ])
}

/// Lays down ρ, ρA, clip(ρ)A, the smaller, and the score weight, for ρ from 0 to 2 in steps of 0.005.
@_cdecl("clipped_curves")
public func clippedCurves(advantage: Double, clipRange: Double) -> Int32 {
  Desk.answer(
    (0...400).flatMap { index in
      let ratio = Double(index) / 200
      let step = ClippedSurrogateTerm(ratio: ratio, advantage: advantage, clipRange: clipRange)
      return [ratio, step.unclipped, step.clipped, step.value, step.derivative * ratio]
    })
}
