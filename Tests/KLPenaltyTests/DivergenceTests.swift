import Proximal
import RealModule
import TestSupport
import Testing

@Suite("How far apart two policies are")
struct DivergenceTests {
  private let z = [0.3, -0.7, 1.1]
  private let direction = [0.4, -1.0, 0.25]

  private func moved(_ step: Double) -> [Double] { zip(z, direction).map { $0 + step * $1 } }

  @Test("(4.4) KL is Σ p log p/q: by hand for (½, ½) and (¼, ¾), in the right order")
  func definition() {
    let (p, q) = (
      TabularPolicy(logits: [[0, 0]]), TabularPolicy(logits: [[0, Double.log(3)]])
    )
    // ½ log 2 + ½ log 2/3 and ¼ log ½ + ¾ log 3/2
    let there = 0.5 * Double.log(2) + 0.5 * Double.log(2.0 / 3)
    let back = 0.25 * Double.log(0.5) + 0.75 * Double.log(1.5)
    expectClose(p.klDivergence(to: q), [there], tolerance: 1e-15)
    expectClose(q.klDivergence(to: p), [back], tolerance: 1e-15)
  }

  @Test("(4.4) X9 with the probability inside the expectation too it is no KL: here it is negative")
  func countedTwice() {
    let (p, q) = ([0.5, 0.3, 0.2], [0.7, 0.2, 0.1])
    let kl = TabularPolicy(logits: [p.map { Double.log($0) }])
      .klDivergence(to: TabularPolicy(logits: [q.map { Double.log($0) }]))[0]
    let once = zip(p, q).reduce(0) { $0 + $1.0 * Double.log($1.0 / $1.1) }
    let twice = zip(p, q).reduce(0) { $0 + $1.0 * $1.0 * Double.log($1.0 / $1.1) }
    expectClose(kl, once, tolerance: 1e-15)
    expectClose(kl, 0.09203, tolerance: 5e-6)
    expectClose(twice, -0.01990, tolerance: 5e-6)
    let uniform = [1.0 / 3, 1.0 / 3, 1.0 / 3]
    let ofUniform = zip(uniform, q).reduce(0) { $0 + $1.0 * $1.0 * Double.log($1.0 / $1.1) }
    expectClose(
      3 * ofUniform, zip(uniform, q).reduce(0) { $0 + $1.0 * Double.log($1.0 / $1.1) },
      tolerance: 1e-15, "for a uniform p it is off by the factor of a third")
  }

  @Test("(4.5) KL is never negative, and zero only for equal policies")
  func nonnegative() {
    for pair in pairs(500, discount: 0.5, seed: 45) {
      #expect(pair.old.klDivergence(to: pair.new).allSatisfy { $0 > 0 })
      expectClose(pair.old.klDivergence(to: pair.old), [0, 0, 0, 0], tolerance: 1e-15)
      // The step that proves it: log x ≤ x − 1 for every ratio.
      for (p, q) in zip(pair.old.probabilities, pair.new.probabilities) {
        #expect(Double.log(q / p) <= q / p - 1 + 1e-15)
      }
    }
  }

  @Test("(4.4) (4.5) an action that p never takes counts nothing; one that only p takes, all")
  func zeros() {
    let p = Categorical(logits: [0, 0, -Double.infinity])
    let q = Categorical(logits: [0, 0, Double.log(2)])
    expectClose(p.divergence(to: q), Double.log(2), tolerance: 1e-15)
    #expect(q.divergence(to: p) == .infinity)
    #expect(p.divergence(to: p) == 0)
  }

  @Test("(4.6) the closed form for normal distributions is the integral")
  func normal() {
    for (m1, s1, m2, s2) in [(0.0, 1.0, 0.0, 2.0), (0.3, 0.5, -0.4, 0.8), (1, 2, 0, 1)] {
      let p = DiagonalGaussian(mean: [m1], logStandardDeviation: [Double.log(s1)])
      let q = DiagonalGaussian(mean: [m2], logStandardDeviation: [Double.log(s2)])
      let formula = Double.log(s2 / s1) + (s1 * s1 + (m1 - m2) * (m1 - m2)) / (2 * s2 * s2) - 0.5
      // The trapezium rule is exact to rounding for what falls off so fast.
      let integral = (-4000...4000).reduce(0.0) { sum, i in
        let x = [m1 + s1 * Double(i) * 0.003]
        let difference = p.logProbability(of: x) - q.logProbability(of: x)
        return sum + Double.exp(p.logProbability(of: x)) * difference * s1 * 0.003
      }
      expectClose(formula, integral, tolerance: 1e-10)
      expectClose(p.divergence(to: q), formula, tolerance: 1e-14)
    }
  }

  @Test("(4.7) KL is ½ΔᵀFΔ with an error of order 3")
  func quadratic() {
    let fisher = Self.outerProducts(z)
    func error(_ step: Double) -> Double {
      let delta = direction.map { $0 * step }
      let form = (0..<3).reduce(0.0) {
        $0 + delta[$1] * dot(Array(fisher[$1 * 3..<$1 * 3 + 3]), delta)
      }
      return divergence(z, moved(step)) - form / 2
    }
    expectClose(observedOrder(ofError: error, step: 0.02), 3, tolerance: 0.05)
  }

  @Test("(4.8) minus the mean Hessian of log π is the mean outer product of the score")
  func fisher() {
    let p = TabularPolicy(logits: [z])
    var meanHessian = [Double](repeating: 0, count: 9)
    for action in 0..<3 {
      let curvature = hessian(of: { logSoftmax($0)[action] }, at: z)
      for i in 0..<9 { meanHessian[i] -= p.probability(of: action, in: 0) * curvature[i] }
    }
    expectClose(meanHessian, Self.outerProducts(z), tolerance: 1e-14)
    // Both are the Hessian of KL, in either direction, and the core's Fisher information.
    expectClose(
      hessian(of: { divergence(z.map { Dual(Dual($0)) }, $0) }, at: z), meanHessian,
      tolerance: 1e-14)
    expectClose(
      hessian(of: { divergence($0, z.map { Dual(Dual($0)) }) }, at: z), meanHessian,
      tolerance: 1e-14)
    let bandit = TabularMDP.bandit(rewards: [1, 2, 3])
    expectClose(bandit.fisherInformation(of: p), meanHessian, tolerance: 1e-14)
  }

  @Test("(4.9) X21 the two directions of KL differ at order 3, and do differ")
  func directions() {
    func difference(_ step: Double) -> Double {
      divergence(z, moved(step)) - divergence(moved(step), z)
    }
    expectClose(observedOrder(ofError: difference, step: 0.02), 3, tolerance: 0.1)
    // Half the step: an eighth of the difference, but a quarter of the divergence.
    expectClose(difference(0.01) / difference(0.02), 1.0 / 8, tolerance: 0.005)
    expectClose(
      divergence(z, moved(0.01)) / divergence(z, moved(0.02)), 1.0 / 4, tolerance: 0.005)
    #expect(difference(0.5).magnitude > 1e-3)
  }

  /// E[∇log π ∇log πᵀ].
  private static func outerProducts(_ z: [Double]) -> [Double] {
    let p = TabularPolicy(logits: [z])
    return (0..<9).map { i in
      (0..<3).reduce(0.0) { sum, action in
        let score = p.score(of: action, in: 0)
        return sum + p.probability(of: action, in: 0) * score[i / 3] * score[i % 3]
      }
    }
  }
}
