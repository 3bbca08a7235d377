import Proximal
import RealModule
import TestSupport

/// min(ρA, clip(ρ)A), written out once more for any number type.
func clippedSurrogate<Scalar: DifferentiableScalar>(
  _ ratio: Scalar, advantage: Double, clipRange: Double
) -> Scalar {
  let a = Scalar(floatLiteral: advantage)
  let (low, high) = (Scalar(floatLiteral: 1 - clipRange), Scalar(floatLiteral: 1 + clipRange))
  return min(ratio * a, max(min(ratio, high), low) * a)
}

/// log softmax for any number type.
func logSoftmax<Scalar: DifferentiableScalar>(_ z: [Scalar]) -> [Scalar] {
  let logSum = Scalar.log(z.reduce(Scalar(floatLiteral: 0)) { $0 + Scalar.exp($1) })
  return z.map { $0 - logSum }
}

struct Step {
  let ratio: Double
  let advantage: Double
  let clipRange: Double
  var term: ClippedSurrogateTerm<Double> {
    ClippedSurrogateTerm(ratio: ratio, advantage: advantage, clipRange: clipRange)
  }
  var isInside: Bool { ratio >= 1 - clipRange && ratio <= 1 + clipRange }
}

/// Random steps: ratios inside the range and far out on both sides, either sign, several ranges.
func steps(_ count: Int, seed: UInt64) -> [Step] {
  var generator = PCG64(seed: seed)
  return (0..<count).map { index in
    Step(
      ratio: 0.05 + 2.5 * generator.random(), advantage: 4 * generator.random() - 2,
      clipRange: [0.1, 0.2, 0.3, 0.7][index % 4])
  }
}

/// The objective of a batch, by the core.
func batchObjective<Scalar: NetworkScalar>(
  _ steps: [(ratio: Scalar, advantage: Scalar)], clipRange: Double
) -> ClippedSurrogate<Scalar> {
  var objective = ClippedSurrogate<Scalar>(clipRange: clipRange)
  objective.update(
    logProbabilities: steps.map { .log($0.ratio) },
    oldLogProbabilities: steps.map { _ in 0 }, advantages: steps.map(\.advantage),
    rows: steps.count)
  return objective
}
