import Proximal
import RealModule
import TestSupport
import Testing

@testable import minigrid

@Suite("Masks, several choices, and a choice with a number")
struct ActionTests {
  private let z = [0.5, 0.1, -0.2, 1.5]
  private let mask = [true, false, true, true]

  @Test("(8.9) a mask of −∞ is the softmax over what is left, and no probability for the rest")
  func masking() {
    let pi = Categorical(logits: masked(z, allowing: mask))
    let total = Double.exp(0.5) + Double.exp(-0.2) + Double.exp(1.5)
    expectClose(
      pi.probabilities,
      [Double.exp(0.5) / total, 0, Double.exp(-0.2) / total, Double.exp(1.5) / total],
      tolerance: 1e-15)
    #expect(pi.probabilities[1] == 0)
  }

  @Test("(8.9) masked only while collecting, a ratio begins at the probability of what is allowed")
  func forgetfulMask() {
    let (bare, fenced) = (Categorical(logits: z), Categorical(logits: masked(z, allowing: mask)))
    let allowed = [0, 2, 3].reduce(0.0) { $0 + bare.probabilities[$1] }
    for action in [0, 2, 3] {
      let ratio = Double.exp(bare.logProbability(of: action) - fenced.logProbability(of: action))
      expectClose(ratio, allowed, tolerance: 1e-14)
    }
  }

  /// log of the softmax over the allowed actions, with a flag for each in the denominator.
  private func logMasked<S: DifferentiableScalar>(_ z: [S], _ action: Int) -> S {
    let sum = (0..<4).reduce(S(floatLiteral: 0)) { mask[$1] ? $0 + S.exp(z[$1]) : $0 }
    return z[action] - S.log(sum)
  }

  @Test("(8.10) the score by automatic differentiation; exactly 0 for the masked action")
  func score() {
    let pi = Categorical(logits: masked(z, allowing: mask))
    for action in [0, 2, 3] {
      let expected = gradient(of: { (z: [Dual<Double>]) in logMasked(z, action) }, at: z)
      expectClose(pi.logProbabilityGradient(of: action), expected, tolerance: 1e-15)
      #expect(pi.logProbabilityGradient(of: action)[1] == 0)
    }
  }

  @Test("(8.11) the entropy of what is left, at most its logarithm, without a masked gradient")
  func entropy() {
    let pi = Categorical(logits: masked(z, allowing: mask))
    func entropy<S: DifferentiableScalar>(_ z: [S]) -> S {
      [0, 2, 3].reduce(S(floatLiteral: 0)) { $0 - S.exp(logMasked(z, $1)) * logMasked(z, $1) }
    }
    expectClose(pi.entropy, entropy(z), tolerance: 1e-15)
    expectClose(
      pi.entropyGradient, gradient(of: { entropy($0) }, at: z), tolerance: 1e-15)
    #expect(pi.entropyGradient[1] == 0)
    #expect(pi.entropy < Double.log(3))
    let even = Categorical(logits: masked([1.0, 9, 1, 1], allowing: mask))
    expectClose(even.entropy, Double.log(3), tolerance: 1e-15)
  }

  @Test("(8.11) for every mask: log of the number allowed minus H is the KL from the even policy")
  func entropyUnderEveryMask() {
    var generator = PCG64(seed: 711)
    for code in 1..<32 {
      let allowed = (0..<5).map { code >> $0 & 1 == 1 }
      let logits = (0..<5).map { _ in generator.uniform(-3, 3) }
      let pi = Categorical(logits: masked(logits, allowing: allowed))
      // The sum over what is allowed, from the exponentials alone.
      let weights = zip(logits, allowed).filter { $0.1 }.map { Double.exp($0.0) }
      let chances = weights.map { $0 / weights.reduce(0, +) }
      let entropy = -chances.reduce(0) { $0 + $1 * Double.log($1) }
      expectClose(pi.entropy, entropy, tolerance: 1e-14)
      let count = Double(chances.count)
      let fromEven = chances.reduce(0) { $0 + $1 * Double.log($1 * count) }
      expectClose(Double.log(count) - pi.entropy, fromEven, tolerance: 1e-14)
      // The bound is reached by even logits, and by no others.
      #expect(chances.count == 1 || pi.entropy < Double.log(count) - 1e-6)
      let even = Categorical(logits: masked([2, 2, 2, 2, 2.0], allowing: allowed))
      expectClose(even.entropy, Double.log(count), tolerance: 1e-14)
    }
  }

  @Test("(8.12) (8.13) over all combinations: probabilities multiply to 1, entropies add")
  func heads() {
    var batch = MultiCategoricalBatch<Double>(actionCounts: [2, 3, 4])
    let logits = (0..<9).map { Double(($0 * 5) % 7) * 0.3 }
    batch.update(outputs: logits, parameters: [], rows: 1)
    var (total, entropy) = (0.0, 0.0)
    var log = [0.0]
    for a in 0..<2 {
      for b in 0..<3 {
        for c in 0..<4 {
          batch.logProbabilities(of: [a, b, c], into: &log)
          let alone = [(0, a), (1, b), (2, c)].map {
            batch.heads[$0.0].logProbability(row: 0, action: $0.1)
          }
          expectClose(log[0], alone.reduce(0, +), tolerance: 1e-14)
          total += Double.exp(log[0])
          entropy -= Double.exp(log[0]) * log[0]
        }
      }
    }
    expectClose(total, 1, tolerance: 1e-14)
    expectClose(batch.meanEntropy, entropy, tolerance: 1e-14)
    expectClose(
      batch.meanEntropy, batch.heads.reduce(0) { $0 + $1.meanEntropy }, tolerance: 1e-14)
  }

  @Test("a combination's wheels are its digits to the base 6")
  func digits() {
    #expect(wheels(0) == [0, 0, 0, 0] && wheels(1295) == [5, 5, 5, 5])
    for number in stride(from: 0, to: 1296, by: 7) {
      #expect(wheels(number).reduce(0) { 6 * $0 + $1 } == number)
    }
  }

  private func hands() -> Hands {
    Hands(
      logits: [[0.2, -0.3, 0.6], [0.1, 0.9, -0.4]], mean: [[5, 0.7, 0.2], [5, 0.3, 1.1]])
  }

  /// Σ_k ∫ π(k, x) f(k, x) dx in one state of the toy.
  private func expectation(
    _ distribution: HybridDistribution<Double>, _ f: (Int, Double) -> Double
  ) -> Double {
    (0..<3).reduce(0.0) { sum, kind in
      guard distribution.kinds.probabilities[kind] > 0 else { return sum }
      guard let parameter = distribution.parameters[kind] else {
        return sum + distribution.kinds.probabilities[kind] * f(kind, 0)
      }
      return (-2400...2400).reduce(sum) { sum, i in
        let x = parameter.mean[0] + 0.3 * Double(i) * 0.005
        return sum + Double.exp(distribution.logProbability(of: kind, x)) * f(kind, x) * 0.0015
      }
    }
  }

  @Test("(8.14) the log-probability is one of a distribution: kinds and numbers sum to 1")
  func hybrid() {
    for state in 0..<2 {
      let distribution = hands().distribution(emptyHands: state)
      expectClose(expectation(distribution) { _, _ in 1 }, 1, tolerance: 1e-10)
      let kind = 2
      let normal = DiagonalGaussian(
        mean: [hands().mean[state][kind]], logStandardDeviation: [Double.log(0.3)])
      expectClose(
        distribution.logProbability(of: kind, 0.4),
        distribution.kinds.logProbability(of: kind) + normal.logProbability(of: [0.4]),
        tolerance: 1e-14)
      #expect(
        distribution.logProbability(of: 0, 3) == distribution.kinds.logProbability(of: 0))
    }
    #expect(hands().distribution(emptyHands: 1).kinds.probabilities[1] == 0)
    #expect(hands().distribution(emptyHands: 0).kinds.probabilities[1] > 0)
  }

  @Test("(8.15) the entropy is the mean of −log π, by quadrature")
  func hybridEntropy() {
    for state in 0..<2 {
      let distribution = hands().distribution(emptyHands: state)
      let mean = expectation(distribution) { -distribution.logProbability(of: $0, $1) }
      expectClose(distribution.entropy, mean, tolerance: 1e-10)
      let own = (0..<3).reduce(distribution.kinds.entropy) { sum, kind in
        sum + distribution.kinds.probabilities[kind]
          * (distribution.parameters[kind]?.entropy ?? 0)
      }
      expectClose(distribution.entropy, own, tolerance: 1e-14)
    }
  }

  @Test("the toy's J is the mean pay, its score climbs it, and 0.81 is its top")
  func toy() {
    let hands = hands()
    let pays = (0..<2).map { expectation(hands.distribution(emptyHands: $0), pay) }
    expectClose(hands.expectedPay, (pays[0] + pays[1]) / 2, tolerance: 1e-10)
    // E[pay · score] / 2 is the slope of J.
    for state in 0..<2 {
      let distribution = hands.distribution(emptyHands: state)
      for k in 0..<3 {
        let byLogit = expectation(distribution) { kind, x in
          pay(kind, x) * distribution.score(of: kind, x).logits[k] / 2
        }
        let byMean = expectation(distribution) { kind, x in
          pay(kind, x) * distribution.score(of: kind, x).mean[k] / 2
        }
        let slopes = centralDifference(
          of: { change in
            var moved = hands
            moved.logits[state][k] += change[0]
            moved.mean[state][k] += change[1]
            return moved.expectedPay
          }, at: [0, 0])
        expectClose([byLogit, byMean], slopes, tolerance: 1e-8)
      }
    }
    let best = Hands(logits: [[-50, 50, -50], [-50, 0, 50]], mean: [[0, 1, 0], [0, 0, 0.5]])
    expectClose(best.expectedPay, 0.81, tolerance: 1e-12)
  }

  @Test("learning by sampled scores climbs to the top, and never throws with empty hands")
  func learning() {
    var hands = Hands()
    var generator = PCG64(seed: 3)
    for _ in 0..<2000 { hands.learn(tries: 64, stepSize: 0.1, using: &generator) }
    #expect(hands.expectedPay > 0.8)
    #expect(hands.logits[1][1] == 0 && hands.mean[1][1] == 0)
  }
}
