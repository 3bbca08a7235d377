import Proximal
import RealModule
import TestSupport
import Testing

@testable import pendulum

@Suite("What an update does to σ")
struct SpreadTests {
  @Test("(9.9) μ = 2 tanh y₁ and σ = softplus y₂, and how the score reaches both outputs")
  func heads() {
    let action = 0.8
    func logDensity<Scalar: DifferentiableScalar>(_ outputs: [Scalar]) -> Scalar {
      let e = Scalar.exp(outputs[0] + outputs[0])
      let mean = (e - 1) / (e + 1) * 2
      let sigma = Scalar.log(Scalar.exp(outputs[1]) + 1)
      let zeta = (Scalar(floatLiteral: action) - mean) / sigma
      return -(zeta * zeta) / 2 - Scalar.log(sigma)
    }
    for outputs in [[0.3, -0.4], [-1.2, 1.5], [0, 0], [0.9, -3]] {
      var batch = StateDependentGaussianBatch<Double>(dimensions: 1, meanBound: 2)
      batch.update(outputs: outputs, parameters: [], rows: 1)
      let (mean, sigma) = (2 * Double.tanh(outputs[0]), Double.log(1 + .exp(outputs[1])))
      expectClose([batch.mean[0], batch.standardDeviation[0]], [mean, sigma], tolerance: 1e-14)
      var (slopes, none) = ([0.0, 0], [Double]())
      batch.scoreGradient(weights: [1], actions: [action], outputs: &slopes, gradient: &none)
      // By the chain rule with the chapter's two factors, and by automatic differentiation.
      let s = score(action, mean, sigma)
      expectClose(
        slopes, [s[0] * (2 - mean * mean / 2), s[1] * (1 - .exp(-sigma)) / sigma],
        tolerance: 1e-12)
      let automatic = gradient(of: { logDensity($0) }, at: outputs)
      expectClose(slopes, automatic, tolerance: 1e-11)
    }
  }

  @Test(
    "(9.10) X4 the sign map: σ narrows for good actions within one σ and bad ones beyond, else widens"
  )
  func signMap() {
    for advantage in [-2.0, -0.3, 0.3, 2] {
      for zeta in [-3.0, -1.4, -0.9, -0.1, 0.1, 0.9, 1.4, 3] {
        // The direction in which A log N grows, by differences: no formula of the score.
        let slope = centralDifference(
          of: { advantage * gaussian(0.3, .exp($0[0])).logProbability(of: [0.3 + 0.7 * zeta]) },
          at: [Double.log(0.7)])[0]
        #expect((slope > 0) == ((advantage > 0) == (abs(zeta) > 1)))
        expectClose(slope, advantage * (zeta * zeta - 1), tolerance: 1e-7)
      }
    }
  }

  @Test("(9.10) X4 the mean moves towards a good action and away from a bad one")
  func mean() {
    for (advantage, a) in [(1.0, 2.0), (-1, 2), (1, -2), (-1, -2)] {
      #expect((advantage * score(a, 0.5, 1.3)[0] > 0) == (advantage * (a - 0.5) > 0))
    }
  }

  @Test("(9.10) a step of size η moves the mean by ηAζ/σ and log σ by ηA(ζ² − 1), by differences")
  func step() {
    for (mean, sigma) in policies {
      for zeta in [-2.5, -0.7, 0, 0.4, 1, 3] {
        for advantage in [-1.3, 0.6] {
          let (eta, a) = (0.1, mean + sigma * zeta)
          // The direction is that in which A log N grows; the step is (9.10).
          let uphill = centralDifference(
            of: { knobs in
              advantage * gaussian(knobs[0], .exp(knobs[1])).logProbability(of: [a])
            }, at: [mean, Double.log(sigma)])
          let formula = [
            eta * advantage * zeta / sigma, eta * advantage * (zeta * zeta - 1),
          ]
          expectClose(formula, uphill.map { eta * $0 }, tolerance: 1e-7)
          expectClose(
            score(a, mean, sigma).map { eta * advantage * $0 }, formula, tolerance: 1e-13)
          expectClose(eta * push(zeta, advantage), formula[1], tolerance: 1e-15)
        }
      }
    }
  }

  @Test("(9.11) on average the mean climbs the slope and σ follows the curvature")
  func curvature() {
    let functions: [(Double) -> [Double]] = [
      { [.sin($0), .cos($0), -.sin($0)] },
      { [-($0 - 1) * ($0 - 1), -2 * ($0 - 1), -2] },
      { [$0 * $0 * $0 * $0 - $0 * $0, 4 * $0 * $0 * $0 - 2 * $0, 12 * $0 * $0 - 2] },
    ]
    for (mean, sigma) in policies {
      for f in functions {
        let scores = (0..<2).map { component in
          expectation(mean, sigma) { f($0)[0] * score($0, mean, sigma)[component] }
        }
        let slope = expectation(mean, sigma) { f($0)[1] }
        let curvature = sigma * sigma * expectation(mean, sigma) { f($0)[2] }
        expectClose(scores, [slope, curvature], tolerance: 1e-8)
      }
      // The parabola: −2kσ² wherever the mean is.
      let push = expectation(mean, sigma) { -3 * ($0 - 1) * ($0 - 1) * score($0, mean, sigma)[1] }
      expectClose(push, -6 * sigma * sigma, tolerance: 1e-9)
    }
  }

  @Test("(9.11) behind the clip each jump of the slope adds σ² N times its height to the curvature")
  func jumps() {
    for (mean, sigma) in policies {
      let push = expectation(mean, sigma, kinks: [-2, 2]) { a in
        let u = min(max(a, -2), 2)
        return -(u - 1) * (u - 1) * score(a, mean, sigma)[1]
      }
      let curvature = integral(from: -2, to: 2) { -2 * density($0, mean, sigma) }
      let jumps = 6 * density(-2, mean, sigma) + 2 * density(2, mean, sigma)
      expectClose(push, sigma * sigma * (curvature + jumps), tolerance: 1e-9)
    }
    // By hand, for μ = 1.5 and σ = 1: −2 (Φ(0.5) − Φ(−3.5)), and 6 N(−3.5) + 2 N(0.5).
    expectClose(
      integral(from: -2, to: 2) { -2 * density($0, 1.5, 1) }, -1.3824597, tolerance: 1e-6)
    expectClose(6 * density(-2, 1.5, 1) + 2 * density(2, 1.5, 1), 0.7093667, tolerance: 1e-6)
  }
}
