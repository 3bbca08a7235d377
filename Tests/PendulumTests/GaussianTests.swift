import Proximal
import RealModule
import TestSupport
import Testing

@testable import pendulum

@Suite("Gaussian policies")
struct GaussianTests {
  @Test("(9.2) (9.3) the density integrates to 1, and its logarithm is the core's")
  func densities() {
    for (mean, sigma) in policies {
      expectClose(expectation(mean, sigma) { _ in 1 }, 1, tolerance: 1e-12)
      for a in [-3.0, 0.1, 2.5] {
        let zeta = (a - mean) / sigma
        let logDensity = -zeta * zeta / 2 - Double.log(sigma) - Double.log(2 * .pi) / 2
        expectClose(logDensity, Double.log(density(a, mean, sigma)), tolerance: 1e-12)
        expectClose(gaussian(mean, sigma).logProbability(of: [a]), logDensity, tolerance: 1e-13)
      }
    }
    // The chapter's table: 1/(σ√2π) at the mean.
    expectClose(pendulum.density(0, sigma: 0.01), 39.894228040143, tolerance: 1e-10)
  }

  @Test("(9.3) components are independent: log-densities and entropies add up")
  func components() {
    let both = DiagonalGaussian(mean: [0.2, -1.0], logStandardDeviation: [-0.5, 0.3])
    let (one, two) = (gaussian(0.2, .exp(-0.5)), gaussian(-1, .exp(0.3)))
    expectClose(
      both.logProbability(of: [1, 0.5]),
      one.logProbability(of: [1]) + two.logProbability(of: [0.5]), tolerance: 1e-14)
    expectClose(both.entropy, one.entropy + two.entropy, tolerance: 1e-14)
  }

  @Test("(9.4) the score is ζ/σ and ζ² − 1: by automatic differentiation of (9.3)")
  func scores() {
    for (mean, sigma) in policies {
      for a in [-3.0, 0.1, 2.5] {
        let zeta = (a - mean) / sigma
        expectClose(score(a, mean, sigma), [zeta / sigma, zeta * zeta - 1], tolerance: 1e-13)
        let automatic = gradient(
          of: { (knobs: [Dual<Double>]) -> Dual<Double> in
            let difference = (Dual(a) - knobs[0]) / Dual<Double>.exp(knobs[1])
            return -(difference * difference) / 2 - knobs[1]
          }, at: [mean, Double.log(sigma)])
        expectClose(score(a, mean, sigma), automatic, tolerance: 1e-12)
      }
    }
  }

  @Test("(9.5) the mean score is zero, by integration")
  func meanScore() {
    for (mean, sigma) in policies {
      for component in 0..<2 {
        expectClose(
          expectation(mean, sigma) { score($0, mean, sigma)[component] }, 0, tolerance: 1e-10)
      }
    }
  }

  @Test(
    "(9.6) the entropy is the mean of −log N, below zero for σ < 0.242; its slope in log σ is 1")
  func entropy() {
    for (mean, sigma) in policies {
      let policy = gaussian(mean, sigma)
      let byIntegral = expectation(mean, sigma) { -policy.logProbability(of: [$0]) }
      expectClose(policy.entropy, byIntegral, tolerance: 1e-11)
      expectClose(
        policy.entropy, Double.log(sigma) + Double.log(2 * .pi * .exp(1)) / 2, tolerance: 1e-14)
      #expect(policy.entropyGradient.logStandardDeviation == [1])
      #expect(policy.entropyGradient.mean == [0])
    }
    let zero = 1 / Double.sqrt(2 * .pi * .exp(1))
    expectClose(zero, 0.24197, tolerance: 1e-5)
    #expect(gaussian(0, zero * 1.001).entropy > 0 && gaussian(0, zero * 0.999).entropy < 0)
    // In millinewton metres: log 1000 more.
    expectClose(
      gaussian(0, 1000 * zero).entropy - gaussian(0, zero).entropy, Double.log(1000),
      tolerance: 1e-12)
  }

  @Test(
    "(9.7) the gradient of KL(old‖new) with respect to the new policy, by differences of an integral"
  )
  func divergence() {
    let old = (mean: 0.4, sigma: 0.8)
    for (mean, sigma) in policies {
      let (delta, q) = ((mean - old.mean) / sigma, old.sigma / sigma)
      let formula = [delta / sigma, 1 - q * q - delta * delta]
      let core = gaussian(old.mean, old.sigma)
        .divergenceGradientOfOther(to: gaussian(mean, sigma))
      expectClose(core.mean + core.logStandardDeviation, formula, tolerance: 1e-12)
      let differences = centralDifference(
        of: { knobs in
          let new = gaussian(knobs[0], .exp(knobs[1]))
          return expectation(old.mean, old.sigma) {
            gaussian(old.mean, old.sigma).logProbability(of: [$0]) - new.logProbability(of: [$0])
          }
        }, at: [mean, Double.log(sigma)])
      expectClose(formula, differences, tolerance: 1e-6)
    }
  }

  @Test("(9.8) the Fisher information is diag(1/σ², 2): the mean outer product of the score")
  func fisher() {
    for (mean, sigma) in policies {
      let products = (0..<4).map { index in
        expectation(mean, sigma) {
          let s = score($0, mean, sigma)
          return s[index / 2] * s[index % 2]
        }
      }
      expectClose(products, [1 / (sigma * sigma), 0, 0, 2], tolerance: 1e-9)
      // And the core's product with a direction, which a trust region takes.
      var batch = DiagonalGaussianBatch<Double>(dimensions: 1)
      batch.update(outputs: [mean], parameters: [Double.log(sigma)], rows: 1)
      var (direction, product) = ([0.3], [0.0])
      batch.multiplyByFisher(outputs: &direction, direction: [-0.7], product: &product)
      expectClose(direction + product, [0.3 / (sigma * sigma), -1.4], tolerance: 1e-12)
    }
  }

  @Test("(9.3) (9.4) (9.6) (9.7) PyTorch's numbers for N(0.455…, e^0.067…) and its neighbour")
  func golden() {
    // From torch.distributions.Normal and its automatic differentiation, in double.
    let p = DiagonalGaussian(
      mean: [0.4554296213753734], logStandardDeviation: [0.06710324165882808])
    let q = DiagonalGaussian(
      mean: [-1.0212312225774307], logStandardDeviation: [-0.13770893500333503])
    let x = [-0.08452254904268958]
    expectClose(p.logProbability(of: x), -1.1135080960070363, tolerance: 1e-14)
    let score = p.logProbabilityGradient(of: x)
    expectClose(
      score.mean + score.logStandardDeviation, [-0.47213930465301596, -0.745067357712929],
      tolerance: 1e-14)
    expectClose(p.entropy, 1.4860417748635009, tolerance: 1e-14)
    expectClose(p.divergence(to: q), 1.4842791797576118, tolerance: 1e-14)
    let slope = p.divergenceGradientOfOther(to: q)
    expectClose(
      slope.mean + slope.logStandardDeviation, [-1.944881835445873, -3.3781827128395503],
      tolerance: 1e-14)
  }
}
