import Proximal
import RealModule
import TestSupport
import Testing

@Suite("DiagonalGaussian")
struct DiagonalGaussianTests {
  let p = DiagonalGaussian(mean: [0.3, -1.2], logStandardDeviation: [0.4, -0.7])
  let q = DiagonalGaussian(mean: [-0.5, -0.9], logStandardDeviation: [-0.2, 0.1])
  let x = [1.1, -2.0]

  @Test("a hand-worked distribution: mean 1 and standard deviation 2 in one dimension")
  func handWorked() {
    let p = DiagonalGaussian(mean: [1.0], logStandardDeviation: [Double.log(2)])
    let standard = DiagonalGaussian(mean: [0.0], logStandardDeviation: [0.0])
    // At x = 5, z = 2: log π = −2 − log 2 − ½ log 2π
    expectClose(
      p.logProbability(of: [5]), -2 - Double.log(2) - Double.log(2 * .pi) / 2, tolerance: 1e-15)
    // z / σ and z² − 1
    expectClose(flat(p.logProbabilityGradient(of: [5])), [1, 3], tolerance: 1e-15)
    // KL(N(1, 2²) ‖ N(0, 1)) = ½ (4 + 1 − 1) − log 2, the other way ½ (¼ + ¼ − 1) + log 2
    expectClose(p.divergence(to: standard), 2 - Double.log(2), tolerance: 1e-15)
    expectClose(standard.divergence(to: p), -0.25 + Double.log(2), tolerance: 1e-15)
    expectClose(p.entropy, (1 + Double.log(2 * .pi)) / 2 + Double.log(2), tolerance: 1e-15)
  }

  @Test("the density integrates to 1, and −∫ π log π is the entropy")
  func integrals() {
    let p = DiagonalGaussian(mean: [0.3], logStandardDeviation: [0.4])
    // The trapezoidal rule, which for a function that dies out is as exact as the numbers.
    let step = 0.05
    let points = (-400...400).map { 0.3 + Double($0) * step }
    let logs = points.map { p.logProbability(of: [$0]) }
    expectClose(logs.reduce(0) { $0 + Double.exp($1) } * step, 1, tolerance: 1e-13)
    expectClose(
      -logs.reduce(0) { $0 + Double.exp($1) * $1 } * step, p.entropy, tolerance: 1e-13)
  }

  @Test("gradients equal automatic differentiation of the definitions")
  func gradientsByDuals() {
    let (ofP, ofQ) = (p.mean + p.logStandardDeviation, q.mean + q.logStandardDeviation)
    let score = gradient(of: { logDensity($0, x) }, at: ofP)
    expectClose(flat(p.logProbabilityGradient(of: x)), score, tolerance: 1e-14)
    let other = ofQ.map { Dual($0) }
    expectClose(
      flat(p.divergenceGradient(to: q)), gradient(of: { gaussianKL($0, other) }, at: ofP),
      tolerance: 1e-14)
    let own = ofP.map { Dual($0) }
    expectClose(
      flat(p.divergenceGradientOfOther(to: q)), gradient(of: { gaussianKL(own, $0) }, at: ofQ),
      tolerance: 1e-14)
    #expect(flat(p.entropyGradient) == [0, 0, 1, 1])
    expectClose(p.divergence(to: q), gaussianKL(own, other).value, tolerance: 1e-14)
  }

  @Test("a divergence is zero for equal distributions and keeps its digits for nearly equal ones")
  func nearlyEqual() {
    #expect(p.divergence(to: p) == 0)
    let near = DiagonalGaussian(mean: [0.0], logStandardDeviation: [1e-8])
    let standard = DiagonalGaussian(mean: [0.0], logStandardDeviation: [0.0])
    // KL = h² + O(h³) for log σ = h
    expectClose(near.divergence(to: standard) / 1e-16, 1, tolerance: 0.5)
  }

  @Test("parameters that make no distribution are refused with what was given")
  func refused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = DiagonalGaussian(mean: [1.0, 2], logStandardDeviation: [0]) }
    expectMessage(result, "as many log standard deviations as means")
  }

  private func flat(_ gradient: DiagonalGaussian<Double>.Gradient) -> [Double] {
    gradient.mean + gradient.logStandardDeviation
  }
}

/// log N(x; μ, σ) with the parameters (μ, log σ), written out once more.
private func logDensity(_ parameters: [Dual<Double>], _ x: [Double]) -> Dual<Double> {
  var sum = Dual<Double>(0)
  for i in x.indices {
    let (mean, logSigma) = (parameters[i], parameters[x.count + i])
    let variance = Dual<Double>.exp(logSigma + logSigma)
    let difference = Dual(x[i]) - mean
    sum -= difference * difference / (variance + variance)
    sum -= logSigma + Dual(Double.log(2 * .pi) / 2)
  }
  return sum
}

/// KL(p‖q) = Σ log σ' − log σ + (σ² + (μ − μ')²) / 2σ'² − ½ with the parameters (μ, log σ).
func gaussianKL<Number: DifferentiableScalar>(_ p: [Number], _ q: [Number]) -> Number {
  let n = p.count / 2
  var sum: Number = 0
  for i in 0..<n {
    let difference = p[i] - q[i]
    let (variance, other) = (Number.exp(p[n + i] + p[n + i]), Number.exp(q[n + i] + q[n + i]))
    sum += q[n + i] - p[n + i] + (variance + difference * difference) / (other + other) - 0.5
  }
  return sum
}
