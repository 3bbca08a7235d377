import Proximal
import TestSupport
import Testing

@Suite("The gradient from samples")
struct SampledGradientTests {
  private func estimate(_ tau: TabularTrajectory) -> [Double] {
    policy.score(along: tau).map { tau.discountedReturn * $0 }
  }

  @Test("(1.9) the average over N episodes has the gradient for its mean: exactly, N = 1, 2, 3")
  func unbiased() {
    // Two steps instead of three keep the number of batches small: 14, 196 and 2744.
    let short = corridor.trajectories(of: policy, horizon: 2)
    let exact = corridor.policyGradient(of: policy, horizon: 2)
    for n in 1...3 {
      let mean = short.independentDraws(n).moments { average($0.map(estimate)) }.mean
      expectClose(mean, exact, tolerance: 1e-12, "N = \(n)")
    }
  }

  @Test("(1.9) over steps, not episodes: along ∇J if all are equally long, else not")
  func overSteps() {
    // The angle between E[Σ (R − 1) z / M] for batches of two episodes and ∇J, as its sine.
    func sine(_ world: TabularMDP, _ policy: TabularPolicy) -> (sine: Double, quotient: Double) {
      let all = world.trajectories(of: policy, horizon: 2)
      let mean = all.independentDraws(2).moments { batch in
        let steps = Double(batch.reduce(0) { $0 + $1.count })
        return policy.logits.indices.map { i in
          batch.reduce(0) { $0 + ($1.discountedReturn - 1) * policy.score(along: $1)[i] } / steps
        }
      }.mean
      let exact = world.policyGradient(of: policy, horizon: 2)
      let along = zip(mean, exact).reduce(0) { $0 + $1.0 * $1.1 } / squaredLength(exact)
      let rest = zip(mean, exact).map { $0 - along * $1 }
      return ((squaredLength(rest) / squaredLength(mean)).squareRoot(), along)
    }
    let even = sine(corridor, policy)
    expectClose(even.sine, 0, tolerance: 1e-7)
    expectClose(even.quotient, 0.5, tolerance: 1e-13)  // two steps an episode
    // At home you may stop after one step.
    let goer = TabularPolicy(logits: [[0, 0.4], [0, -0.3], [0, 0]])
    #expect(sine(TabularMDP.beach.discounted(by: 1), goer).sine > 0.01)
  }

  @Test("(1.10) the mean squared error is the variance of one episode, divided by N: exactly")
  func shrinks() {
    let short = corridor.trajectories(of: policy, horizon: 2)
    let exact = corridor.policyGradient(of: policy, horizon: 2)
    let one = short.moments(of: estimate).totalVariance
    for n in 1...3 {
      let squaredError = short.independentDraws(n).expectation { batch in
        squaredLength(zip(average(batch.map(estimate)), exact).map { $0 - $1 })
      }
      expectClose(squaredError, one / Double(n), tolerance: 1e-12, "N = \(n)")
    }
  }

  @Test("(1.9) (1.10) 4000 sampled episodes: z-tests at 99.9% of the mean and of the squared error")
  func sampled() {
    var generator = PCG64(seed: 12)
    let samples = (0..<4000).map { _ in
      estimate(corridor.sampleTrajectory(of: policy, horizon: 3, using: &generator))
    }
    for test in zTests(samples, expected: exactGradient) { #expect(test.passes, "\(test)") }
    let squaredErrors = stride(from: 0, to: 4000, by: 16).map { first in
      let batch = average(Array(samples[first..<first + 16]))
      return squaredLength(zip(batch, exactGradient).map { $0 - $1 })
    }
    let variance = trajectories.moments(of: estimate).totalVariance
    let test = ZTest(squaredErrors, expected: variance / 16)
    #expect(test.passes, "\(test)")
  }

  private func average(_ vectors: [[Double]]) -> [Double] {
    vectors[0].indices.map { i in
      vectors.reduce(0) { $0 + $1[i] } / Double(vectors.count)
    }
  }
}
