import Proximal
import RealModule
import TestSupport
import Testing

@testable import minigrid

@Suite("The entropy, and what is taken for it")
struct EntropyTests {
  private let z = [0.3, -0.7, 1.1]
  private let old = [0.8, 0.1, -0.5]

  private func logSoftmax<S: DifferentiableScalar>(_ z: [S]) -> [S] {
    let sum = S.log(z.reduce(S(floatLiteral: 0)) { $0 + S.exp($1) })
    return z.map { $0 - sum }
  }

  @Test("(8.6) the entropy's gradient, by automatic differentiation and as once computed")
  func gradientOfEntropy() {
    let expected = gradient(
      of: { (z: [Dual<Double>]) in
        logSoftmax(z).reduce(Dual<Double>(0)) { $0 - Dual.exp($1) * $1 }
      }, at: z)
    let pi = Categorical(logits: z)
    expectClose(pi.entropyGradient, expected, tolerance: 1e-15)
    let formula = (0..<3).map { -pi.probabilities[$0] * (pi.logProbabilities[$0] + pi.entropy) }
    expectClose(formula, expected, tolerance: 1e-15)
    expectClose(formula, [0.10939281, 0.14261921, -0.25201202], tolerance: 1e-8)
  }

  @Test("(8.7) X13 the gradient of −log π has mean zero; that of the entropy has not")
  func falseBonus() {
    let pi = Categorical(logits: z)
    var mean = [0.0, 0, 0]
    for action in 0..<3 {
      let score = gradient(
        of: { (z: [Dual<Double>]) in logSoftmax(z)[action] }, at: z)
      for b in 0..<3 { mean[b] -= pi.probabilities[action] * score[b] }
    }
    expectClose(mean, [0, 0, 0], tolerance: 1e-15)
    #expect(pi.entropyGradient.allSatisfy { $0.magnitude > 0.1 })
  }

  @Test("(8.6) X13 −log π as the weight of the score has the entropy's gradient for its mean")
  func repairedBonus() {
    let entropy = { (z: [Dual<Double>]) in
      logSoftmax(z).reduce(Dual<Double>(0)) { $0 - Dual.exp($1) * $1 }
    }
    for logits in [z, old, [2, -3, 0.5, 0.5]] {
      let pi = Categorical(logits: logits)
      let mean = meanWeightedScore(pi) { -pi.logProbabilities[$0] }
      expectClose(mean, gradient(of: entropy, at: logits), tolerance: 1e-15)
    }
    // Actions of an older policy need the ratio; without it the mean is another one.
    let (pi, before) = (Categorical(logits: z), Categorical(logits: old))
    func mean(_ ratio: (Int) -> Double) -> [Double] {
      (0..<3).map { b in
        (0..<3).reduce(0.0) {
          $0 - before.probabilities[$1] * ratio($1) * pi.logProbabilities[$1]
            * pi.logProbabilityGradient(of: $1)[b]
        }
      }
    }
    expectClose(
      mean { pi.probabilities[$0] / before.probabilities[$0] }, pi.entropyGradient,
      tolerance: 1e-15)
    #expect(zip(mean { _ in 1 }, pi.entropyGradient).contains { abs($0 - $1) > 0.1 })
  }

  @Test("(8.8) on old data −log π is the old entropy plus KL(old‖new), and so is its gradient")
  func rewardForDistance() {
    let (pi, before) = (Categorical(logits: z), Categorical(logits: old))
    let mean = (0..<3).reduce(0.0) {
      $0 - before.probabilities[$1] * pi.logProbabilities[$1]
    }
    expectClose(mean, before.entropy + before.divergence(to: pi), tolerance: 1e-15)
    let slope = gradient(
      of: { (z: [Dual<Double>]) in
        let logs = logSoftmax(z)
        return (0..<3).reduce(Dual<Double>(0)) { $0 - Dual(before.probabilities[$1]) * logs[$1] }
      }, at: z)
    expectClose(
      slope, zip(pi.probabilities, before.probabilities).map { $0 - $1 }, tolerance: 1e-15)
    expectClose(slope, before.divergenceGradientOfOther(to: pi), tolerance: 1e-15)
  }

  @Test(
    "(8.6) (8.8) X13 what has made a policy surer the true bonus undoes, the false one furthers")
  func collapse() {
    let before = Categorical(logits: z)
    // Surer of action 2 than it was: what a good reward for it does.
    let score = before.logProbabilityGradient(of: 2)
    let surer = Categorical(logits: zip(z, score).map { $0 + 0.5 * $1 })
    #expect(surer.entropy < before.entropy - 0.05)
    func entropy(along direction: [Double]) -> Double {
      Categorical(logits: zip(surer.logProbabilities, direction).map { $0 + 0.1 * $1 }).entropy
    }
    var standIn = [0.0, 0, 0]
    for action in 0..<3 {
      for (b, score) in surer.logProbabilityGradient(of: action).enumerated() {
        standIn[b] -= before.probabilities[action] * score
      }
    }
    #expect(entropy(along: surer.entropyGradient) > surer.entropy + 1e-3)
    #expect(entropy(along: standIn) < surer.entropy - 1e-3)
  }

  @Test("the false bonus is what its name says: the gradient of c times the mean of −log π(a_t)")
  func decoration() {
    var (wrong, plain) = (FalseEntropy(), CategoricalBatch<Float>(actionCount: 7))
    let logits = (0..<21).map { Float(($0 * 5) % 11) * 0.2 }
    wrong.update(outputs: logits, parameters: [], rows: 3)
    plain.update(logits: logits, rows: 3)
    let (actions, weights): ([Int], [Float]) = ([2, 0, 6], [0.3, -1, 0.2])
    var (got, expected) = ([Float](repeating: 0, count: 21), [Float](repeating: 0, count: 21))
    var none: [Float] = []
    wrong.scoreGradient(weights: weights, actions: actions, outputs: &got, gradient: &none)
    wrong.addEntropyGradient(times: 5, outputs: &got, gradient: &none)
    plain.scoreGradient(
      weights: weights.map { $0 - 0.01 / 3 }, actions: actions, into: &expected)
    expectClose(got, expected, tolerance: 1e-7)
  }
}
