import Proximal
import RealModule
import TestSupport
import Testing

@Suite("HybridDistribution")
struct HybridDistributionTests {
  private let distribution = HybridDistribution<Double>(
    logits: [0.2, -0.4, 0.9], mean: [9, 0.5, -1], logStandardDeviation: [9, -0.3, 0.2],
    hasParameter: [false, true, true])

  /// Σ_k ∫ π(k, x) f(k, x) dx, by the trapezium rule where there is a parameter.
  private func expectation(_ f: (Int, Double) -> Double) -> Double {
    (0..<3).reduce(0.0) { sum, kind in
      guard let parameter = distribution.parameters[kind] else {
        return sum + distribution.kinds.probabilities[kind] * f(kind, 0)
      }
      let sigma = Double.exp(parameter.logStandardDeviation[0])
      return (-3000...3000).reduce(sum) { sum, i in
        let x = parameter.mean[0] + sigma * Double(i) * 0.004
        let density = Double.exp(distribution.logProbability(of: kind, x))
        return sum + density * f(kind, x) * sigma * 0.004
      }
    }
  }

  @Test("it is a probability, and its entropy is the mean of −log π")
  func entropy() {
    expectClose(expectation { _, _ in 1 }, 1, tolerance: 1e-12)
    let mean = expectation { -distribution.logProbability(of: $0, $1) }
    expectClose(distribution.entropy, mean, tolerance: 1e-11)
  }

  @Test("a kind without a parameter is as probable whatever the number beside it")
  func noParameter() {
    #expect(distribution.logProbability(of: 0, 5) == distribution.logProbability(of: 0, -5))
    expectClose(
      distribution.logProbability(of: 0, 0), distribution.kinds.logProbability(of: 0),
      tolerance: 0)
  }

  /// log π(k, x) of three logits and three means, for any number type.
  private func logProbability<S: DifferentiableScalar>(_ p: [S], _ kind: Int, _ x: Double) -> S {
    let total = p[0..<3].reduce(S(floatLiteral: 0)) { $0 + S.exp($1) }
    let log = p[kind] - S.log(total)
    guard kind > 0 else { return log }
    let logSigma = [9, -0.3, 0.2][kind]
    let z = (S(floatLiteral: x) - p[3 + kind]) * S(floatLiteral: Double.exp(-logSigma))
    return log - z * z * S(floatLiteral: 0.5) - S(floatLiteral: logSigma + Double.log(2 * .pi) / 2)
  }

  @Test("the score is the gradient of log π, by automatic differentiation, and has mean zero")
  func score() {
    for (kind, x) in [(0, 0.0), (1, 0.1), (2, 0.4)] {
      let got = distribution.score(of: kind, x)
      let expected = gradient(
        of: { (p: [Dual<Double>]) in logProbability(p, kind, x) },
        at: [0.2, -0.4, 0.9, 9, 0.5, -1])
      expectClose(got.logits + got.mean, expected, tolerance: 1e-14)
    }
    for component in 0..<6 {
      let mean = expectation { kind, x in
        let score = distribution.score(of: kind, x)
        return (score.logits + score.mean)[component]
      }
      expectClose(mean, 0, tolerance: 1e-11)
    }
  }

  @Test("a masked kind is never drawn, and neither it nor its parameter has a gradient")
  func masking() {
    let masked = HybridDistribution<Double>(
      logits: masked([0.2, -0.4, 0.9], allowing: [true, false, true]), mean: [0, 0.5, -1],
      logStandardDeviation: [0, 0, 0], hasParameter: [false, true, true])
    var generator = PCG64(seed: 8)
    for _ in 0..<1000 {
      let (kind, x) = masked.sample(using: &generator)
      #expect(kind != 1)
      let score = masked.score(of: kind, x)
      #expect(score.logits[1] == 0 && score.mean[1] == 0)
    }
    let two = Categorical<Double>(logits: [0.2, 0.9])
    let normal = DiagonalGaussian<Double>(mean: [0], logStandardDeviation: [0]).entropy
    expectClose(masked.entropy, two.entropy + two.probabilities[1] * normal, tolerance: 1e-14)
  }

  @Test("kinds and numbers are drawn with their probabilities (z-tests, 99.9%)")
  func sampling() {
    var generator = PCG64(seed: 9)
    let draws = (0..<20_000).map { _ in distribution.sample(using: &generator) }
    let samples = draws.map { draw in
      (0..<3).map { $0 == draw.kind ? 1.0 : 0 } + [draw.kind == 2 ? draw.x : 0]
    }
    let p = distribution.kinds.probabilities
    for test in zTests(samples, expected: p + [p[2] * -1]) { #expect(test.passes, "\(test)") }
  }
}
