import Proximal
import RealModule
import TestSupport
import Testing

@testable import ppo

@Suite("Entropy, the true one and the sampled one")
struct EntropyTests {
  private let logits = [0.3, -0.7, 1.1]

  private func meanMinusScore(actionsOf p: [Double], at z: [Double]) -> [Double] {
    let q = Categorical(logits: z)
    return z.indices.map { b in
      -p.indices.reduce(0.0) { $0 + p[$1] * q.logProbabilityGradient(of: $1)[b] }
    }
  }

  @Test("(7.5) −π_b (log π_b + H): by central differences, and the core's")
  func entropyGradient() {
    let distribution = Categorical(logits: logits)
    let slopes = centralDifference(of: { Categorical(logits: $0).entropy }, at: logits)
    let formula = distribution.probabilities.map { -$0 * (Double.log($0) + distribution.entropy) }
    expectClose(formula, slopes, tolerance: 1e-10)
    expectClose(distribution.entropyGradient, formula, tolerance: 1e-15)
    expectClose(formula, [0.10939281, 0.14261921, -0.25201202], tolerance: 1e-8)
  }

  @Test("(7.6) −log π of one's own samples has a mean gradient of exactly zero")
  func sampledIsZero() {
    var generator = PCG64(seed: 1)
    for _ in 0..<20 {
      let z = (0..<3).map { _ in generator.uniform(-3, 3) }
      let own = Categorical(logits: z)
      expectClose(meanMinusScore(actionsOf: own.probabilities, at: z), [0, 0, 0], tolerance: 1e-15)
      #expect(own.entropyGradient.contains { abs($0) > 1e-3 })
    }
  }

  @Test("(7.6) −Σ log π ∂H/∂z is the variance of log π: zero for equal probabilities alone")
  func onlyForEqualChances() {
    var generator = PCG64(seed: 618)
    for n in 2...6 {
      let equal = Categorical(logits: [Double](repeating: 0.7, count: n))
      expectClose(equal.entropyGradient, equal.probabilities.map { _ in 0 }, tolerance: 1e-15)
      for scale in [1e-3, 0.1, 1, 5] {
        let policy = Categorical(logits: (0..<n).map { _ in scale * generator.uniform(-1, 1) })
        let logs = policy.logProbabilities
        let product = -dot(logs, policy.entropyGradient)
        let mean = dot(policy.probabilities, logs)
        let variance = dot(policy.probabilities, logs.map { ($0 - mean) * ($0 - mean) })
        expectClose(product / variance, 1, tolerance: 1e-7)
        #expect(variance > 1e-9 * scale * scale)
      }
    }
  }

  @Test("(7.7) of the old policy's samples it is the gradient of KL(old‖new)")
  func sampledIsKL() {
    let old = Categorical(logits: [0.8, -0.9, 1.0])
    func divergence(_ z: [Double]) -> Double { old.divergence(to: Categorical(logits: z)) }
    let slopes = centralDifference(of: divergence, at: logits)
    let mean = meanMinusScore(actionsOf: old.probabilities, at: logits)
    expectClose(mean, slopes, tolerance: 1e-9)
    // Up the gradient the divergence grows: the bonus pushes the policy away from the old one.
    let moved = zip(logits, mean).map { $0 + 0.1 * $1 }
    #expect(divergence(moved) > divergence(logits))
  }

  @Test("left to the bonus alone, the true one ends at log 4 and the sampled one collapses")
  func collapse() {
    let seeds = [UInt64(1), 2, 3]
    for seed in seeds {
      let right = entropyAfter(updates: 100, epochs: 4, fromSamples: false, seed: seed)
      expectClose(right, Double.log(4), tolerance: 1e-6)
    }
    let wrong = seeds.map { entropyAfter(updates: 100, epochs: 4, fromSamples: true, seed: $0) }
    #expect(wrong.reduce(0, +) / 3 < 0.6)
  }
}
