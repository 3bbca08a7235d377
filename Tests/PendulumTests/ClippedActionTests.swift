import Proximal
import RealModule
import TestSupport
import Testing

@testable import pendulum

@Suite("The bound on the torque")
struct ClippedActionTests {
  private func clip(_ a: Double) -> Double { min(max(a, -2), 2) }

  @Test("(9.12) with the raw action the score gives the gradient of what the clipped torque earns")
  func rawAction() {
    func f(_ u: Double) -> Double { Double.sin(u) + 0.3 * u * u }
    for (mean, sigma) in policies {
      let estimate = (0..<2).map { component in
        expectation(mean, sigma, kinks: [-2, 2]) {
          f(clip($0)) * score($0, mean, sigma)[component]
        }
      }
      let gradient = centralDifference(
        of: { knobs in
          expectation(knobs[0], .exp(knobs[1]), kinks: [-2, 2]) { f(clip($0)) }
        }, at: [mean, Double.log(sigma)])
      expectClose(estimate, gradient, tolerance: 1e-6)
      // With the clipped action it does not.
      let wrong = (0..<2).map { component in
        expectation(mean, sigma, kinks: [-2, 2]) {
          f(clip($0)) * score(clip($0), mean, sigma)[component]
        }
      }
      if sigma >= 0.5, abs(mean) + sigma > 1.9 {
        #expect(abs(wrong[1] - gradient[1]) > 0.01, "μ \(mean), σ \(sigma)")
      }
    }
  }

  @Test("(9.13) (9.14) the mean of the clipped “score” is the closed form, and not zero")
  func bias() {
    for (mean, sigma) in policies {
      let formula = clippedScore(mean, sigma)
      let integrals = (0..<2).map { component in
        expectation(mean, sigma, kinks: [-2, 2]) { score(clip($0), mean, sigma)[component] }
      }
      expectClose([formula.mean, formula.spread], integrals, tolerance: 1e-9)
      let mass = expectation(mean, sigma, kinks: [-2, 2]) { abs($0) > 2 ? 1 : 0 }
      // The value at the kink itself counts for half a cell of Simpson's rule.
      expectClose(formula.mass, mass, tolerance: 2e-3)
      #expect(formula.spread < 0)
      #expect(mean == 0 ? abs(formula.mean) < 1e-12 : formula.mean * mean < 0)
    }
  }

  @Test(
    "(9.13) (9.14) and by sampling, for the policy that the chapter trains with clipped actions")
  func sampled() {
    var generators = [PCG64(seed: 813)]
    var policy = ClippedActions()
    policy.update(outputs: [1.5], parameters: [0], rows: 1)
    var (actions, outputs, free): ([Float], [Float], [Float]) = ([0], [0], [0])
    let samples = (0..<20_000).map { _ in
      policy.sample(using: &generators, into: &actions)
      policy.scoreGradient(weights: [1], actions: actions, outputs: &outputs, gradient: &free)
      return [Double(outputs[0]), Double(free[0])]
    }
    let expected = clippedScore(1.5, 1)
    for test in zTests(samples, expected: [expected.mean, expected.spread]) {
      #expect(test.passes, "\(test)")
    }
  }
}
