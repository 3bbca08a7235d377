import Proximal
import RealModule
import TestSupport
import Testing

@Suite("TRPO's step and the adaptive penalty")
struct TrustRegionTests {
  private struct Sample {
    let policy: MLP<Double>
    let observations: [Double]
    let actions: [Int]
    let logProbabilities: [Double]
    let advantages: [Double]
  }

  /// 40 states, actions drawn from the policy, and advantages without any sense.
  private func sample(seed: UInt64) -> Sample {
    var generator = PCG64(seed: seed)
    let policy = MLP<Double>(sizes: [3, 5, 2], outputGain: 1, using: &generator)
    let observations = (0..<120).map { _ in 4 * generator.random() - 2 }
    let batch = distributions(policy, observations)
    let actions = (0..<40).map { batch.sample(row: $0, using: &generator) }
    var logProbabilities = [Double](repeating: 0, count: 40)
    batch.logProbabilities(of: actions, into: &logProbabilities)
    let advantages = (0..<40).map { _ in 2 * generator.random() - 1 }
    return Sample(
      policy: policy, observations: observations, actions: actions,
      logProbabilities: logProbabilities, advantages: advantages)
  }

  private func distributions(
    _ policy: MLP<Double>, _ observations: [Double]
  ) -> CategoricalBatch<Double> {
    var (pass, batch) = (MLP<Double>.Pass(), CategoricalBatch<Double>(actionCount: 2))
    policy.forward(observations, rows: 40, &pass)
    batch.update(logits: pass.output, rows: 40)
    return batch
  }

  /// L and the mean KL at a policy, by their definitions.
  private func judge(_ policy: MLP<Double>, _ sample: Sample) -> (surrogate: Double, kl: Double) {
    let (old, new) = (
      distributions(sample.policy, sample.observations), distributions(policy, sample.observations)
    )
    var (surrogate, kl) = (0.0, 0.0)
    for t in 0..<40 {
      let ratio = Double.exp(
        new.logProbability(row: t, action: sample.actions[t]) - sample.logProbabilities[t])
      surrogate += ratio * sample.advantages[t] / 40
      for a in 0..<2 {
        let p = old.logProbability(row: t, action: a)
        kl += Double.exp(p) * (p - new.logProbability(row: t, action: a)) / 40
      }
    }
    return (surrogate, kl)
  }

  @Test("(4.18) the whole step is √(2δ/gᵀF⁻¹g) F⁻¹g, with g and F built the long way")
  func wholeStep() {
    let (sample, delta, damping) = (sample(seed: 66), 0.01, 0.01)
    let start = sample.policy.parameters
    let slope = centralDifference(
      of: { parameters in
        var policy = sample.policy
        policy.parameters = parameters
        return judge(policy, sample).surrogate
      }, at: start)
    let direction = solveLinearSystem(
      matrix: fisher(sample, damping: damping), rightSide: slope)!
    let length = (2 * delta / dot(slope, direction)).squareRoot()
    var policy = sample.policy
    var region = TrustRegion(
      policy: policy,
      settings: TrustRegionSettings(
        maxKL: delta, cgIterations: 200, cgDamping: damping, cgResidualTolerance: 1e-26))
    region.naturalGradientStep(
      &policy, observations: sample.observations, actions: sample.actions,
      oldLogProbabilities: sample.logProbabilities, advantages: sample.advantages, rows: 40)
    let step = zip(policy.parameters, start).map { $0 - $1 }
    expectClose(step, direction.map { length * $0 }, tolerance: 1e-7)
  }

  /// The mean over the states of E[score scoreᵀ], and the damping on its diagonal.
  private func fisher(_ sample: Sample, damping: Double) -> [Double] {
    let n = sample.policy.parameterCount
    var (pass, fisher) = (MLP<Double>.Pass(), [Double](repeating: 0, count: n * n))
    for i in 0..<n { fisher[i * n + i] = damping }
    for t in 0..<40 {
      let state = Array(sample.observations[3 * t..<3 * t + 3])
      sample.policy.forward(state, rows: 1, &pass)
      let chances = TabularPolicy(logits: [Array(pass.output[0..<2])])
      for action in 0..<2 {
        pass.outputGradient = chances.score(of: action, in: 0)
        var score = [Double](repeating: 0, count: n)
        sample.policy.backward(state, &pass, into: &score)
        let weight = chances.probability(of: action, in: 0) / 40
        for i in 0..<n {
          for j in 0..<n { fisher[i * n + j] += weight * score[i] * score[j] }
        }
      }
    }
    return fisher
  }

  @Test("(4.22) the step taken is the first of 1, 0.8, 0.64, … that keeps KL and raises L")
  func lineSearch() {
    var shortened = 0
    for (seed, delta) in [(60, 0.001), (61, 0.01), (62, 0.03), (63, 0.1), (64, 0.3)] {
      let sample = sample(seed: UInt64(seed))
      var policy = sample.policy
      var region = TrustRegion(
        policy: policy, settings: TrustRegionSettings(maxKL: delta, cgDamping: 1e-4))
      let outcome = region.update(
        &policy, observations: sample.observations, actions: sample.actions,
        oldLogProbabilities: sample.logProbabilities, advantages: sample.advantages, rows: 40)
      let before = judge(sample.policy, sample)
      var (coefficient, expected) = (1.0, sample.policy)
      for _ in 0..<10 {
        var tried = sample.policy
        for i in tried.parameters.indices {
          tried.parameters[i] += coefficient * outcome.stepSize * region.searchDirection[i]
        }
        let (surrogate, kl) = judge(tried, sample)
        if kl < delta && surrogate > before.surrogate {
          expected = tried
          break
        }
        coefficient *= 0.8
      }
      expectClose(policy.parameters, expected.parameters, tolerance: 1e-12, "seed \(seed)")
      guard outcome.isAccepted else { continue }
      if outcome.acceptedCoefficient < 1 { shortened += 1 }
      let after = judge(policy, sample)
      expectClose(outcome.meanKL, after.kl, tolerance: 1e-12)
      #expect(after.kl <= delta && after.surrogate > before.surrogate)
    }
    #expect(shortened > 0, "no accepted step was ever shortened: nothing was tested")
  }

  @Test("(4.22) when none of the tries passes, the policy stays where it is")
  func staysPut() {
    // A single try where the whole step would go too far: measured, refused, taken back.
    var refused = 0
    for (seed, delta) in [(61, 0.01), (62, 0.03), (63, 0.1), (64, 0.3)] {
      let sample = sample(seed: UInt64(seed))
      var policy = sample.policy
      var region = TrustRegion(
        policy: policy,
        settings: TrustRegionSettings(maxKL: delta, cgDamping: 1e-4, lineSearchIterations: 1))
      let outcome = region.update(
        &policy, observations: sample.observations, actions: sample.actions,
        oldLogProbabilities: sample.logProbabilities, advantages: sample.advantages, rows: 40)
      #expect(outcome.meanKLs.count == 1)
      guard !outcome.isAccepted else { continue }
      refused += 1
      #expect(outcome.meanKLs[0] >= delta || outcome.surrogateAfter <= outcome.surrogateBefore)
      #expect(policy.parameters == sample.policy.parameters && outcome.meanKL == 0)
    }
    #expect(refused > 0, "every whole step passed: nothing was tested")
  }

  @Test("(4.22) where L is flat no direction is found, and the policy stays where it is")
  func flat() {
    // All advantages 0: nothing can raise L.
    let sample = sample(seed: 65)
    var policy = sample.policy
    var region = TrustRegion(policy: policy, settings: TrustRegionSettings(maxKL: 0.01))
    let outcome = region.update(
      &policy, observations: sample.observations, actions: sample.actions,
      oldLogProbabilities: sample.logProbabilities, advantages: [Double](repeating: 0, count: 40),
      rows: 40)
    #expect(!outcome.isAccepted && policy.parameters == sample.policy.parameters)
  }

  @Test("(4.23) d < target/1.5 halves β, d > 1.5 target doubles it, between them it stays")
  func byTarget() {
    // On both sides of both limits; 1.5 · 0.01 and 0.01 / 1.5 = 0.00666….
    for (d, expected) in [
      (0.0066, 1.0), (0.0067, 2), (0.01, 2), (0.0149, 2), (0.0151, 4), (5, 4), (0, 1),
    ] {
      var beta = AdaptiveKLCoefficient(beta: 2, rule: .target(0.01))
      beta.update(meanKL: d)
      #expect(beta.value == expected, "d = \(d)")
    }
    // At a limit itself β stays: 3 / 1.5 and 1.5 · 3 are 2 and 4.5 to the bit.
    for d in [2, 4.5] {
      var beta = AdaptiveKLCoefficient(beta: 2, rule: .target(3))
      #expect(beta.update(meanKL: d) == .kept && beta.value == 2, "d = \(d)")
    }
    var beta = AdaptiveKLCoefficient(beta: 1, rule: .target(0.01))
    for d in [0.03, 0.06, 0.012, 0.004, 0.001, 0.01] { beta.update(meanKL: d) }
    #expect(beta.value == 1, "two up, one kept, two down, one kept")
  }

  @Test("(4.24) with limits of your own; those of (4.23) are target/1.5 and 1.5 target")
  func byLimits() {
    for (d, expected) in [(0.0019, 1.0), (0.002, 2), (0.03, 2), (0.05, 2), (0.051, 4)] {
      var beta = AdaptiveKLCoefficient(beta: 2, rule: .range(0.002...0.05))
      beta.update(meanKL: d)
      #expect(beta.value == expected, "d = \(d)")
    }
    var (byTarget, byLimits) = (
      AdaptiveKLCoefficient(beta: 1, rule: .target(0.02)),
      AdaptiveKLCoefficient(beta: 1, rule: .range(0.02 / 1.5...0.02 * 1.5))
    )
    for i in 0..<200 {
      let d = 0.0005 * Double((i * 37) % 100)
      #expect(byTarget.update(meanKL: d) == byLimits.update(meanKL: d))
    }
    #expect(byTarget.value == byLimits.value)
  }
}
