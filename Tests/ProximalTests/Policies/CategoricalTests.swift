import Proximal
import RealModule
import TestSupport
import Testing

@Suite("Categorical")
struct CategoricalTests {
  let logits = [0.3, -0.7, 1.1]

  @Test("a hand-worked distribution: odds 1 : 2 : 3")
  func handWorked() {
    let p = Categorical(logits: [0.0, Double.log(2), Double.log(3)])
    expectClose(p.probabilities, [1.0 / 6, 2.0 / 6, 3.0 / 6], tolerance: 1e-15)
    // H = log 6 − (2 log 2 + 3 log 3) / 6
    let entropy = Double.log(6) - (2 * Double.log(2) + 3 * Double.log(3)) / 6
    expectClose(p.entropy, entropy, tolerance: 1e-15)
    // KL to the uniform distribution is log 3 − H
    let uniform = Categorical(logits: [5.0, 5, 5])
    expectClose(p.divergence(to: uniform), Double.log(3) - entropy, tolerance: 1e-15)
  }

  @Test("gradients equal automatic differentiation of the definitions")
  func gradientsByDuals() {
    let other = [1.0, -0.2, 0.4]
    let (p, q) = (Categorical(logits: logits), Categorical(logits: other))
    for action in 0..<3 {
      let oracle = gradient(of: { logSoftmax($0)[action] }, at: logits)
      expectClose(p.logProbabilityGradient(of: action), oracle, tolerance: 1e-14)
    }
    expectClose(
      p.entropyGradient,
      gradient(
        of: { z in
          logSoftmax(z).reduce(Dual(0)) { (sum: Dual<Double>, l: Dual<Double>) in
            sum - Dual<Double>.exp(l) * l
          }
        }, at: logits), tolerance: 1e-14)
    expectClose(
      p.divergenceGradient(to: q),
      gradient(of: { klDivergence($0, other.map { Dual($0) }) }, at: logits), tolerance: 1e-14)
    expectClose(
      p.divergenceGradientOfOther(to: q),
      gradient(of: { klDivergence(logits.map { Dual($0) }, $0) }, at: other), tolerance: 1e-14)
  }

  @Test("adding a constant to every logit changes nothing, and every gradient sums to zero")
  func invariance() {
    let p = Categorical(logits: logits)
    let shifted = Categorical(logits: logits.map { $0 + 700 })
    expectClose(shifted.probabilities, p.probabilities, tolerance: 1e-13)
    let q = Categorical(logits: [1.0, -0.2, 0.4])
    for gradient in [
      p.logProbabilityGradient(of: 1), p.entropyGradient, p.divergenceGradient(to: q),
      p.divergenceGradientOfOther(to: q),
    ] { expectClose(gradient.reduce(0, +), 0, tolerance: 1e-15) }
  }

  @Test("a masked action has probability 0 and adds nothing to entropy, divergence or gradients")
  func masking() {
    let masked = Categorical(logits: [0.3, -Double.infinity, 1.1])
    let alone = Categorical(logits: [0.3, 1.1])
    #expect(masked.probabilities[1] == 0)
    #expect(masked.logProbability(of: 1) == -.infinity)
    expectClose(masked.entropy, alone.entropy, tolerance: 1e-15)
    #expect(masked.entropyGradient[1] == 0)
    let full = Categorical(logits: logits)
    #expect(full.divergence(to: masked) == .infinity, "the full policy can draw the masked action")
    #expect(masked.divergence(to: full).isFinite)
    #expect(masked.divergenceGradient(to: full).allSatisfy { $0.isFinite })
    #expect(full.divergenceGradient(to: masked).allSatisfy { $0.isFinite })
  }

  @Test("logits of ±800 neither overflow nor give NaN")
  func extremes() {
    let p = Categorical(logits: [800.0, 0, -800])
    #expect(p.probabilities == [1, 0, 0])
    #expect(p.logProbabilities == [0, -800, -1600])
    #expect(p.entropy == 0)
    #expect(p.entropyGradient == [0, 0, 0])
  }

  @Test("all logits masked is refused with the logits in the message")
  func nothingLeft() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Categorical(logits: [-Double.infinity, -Double.infinity])
    }
    expectMessage(result, "needs a finite logit")
  }
}

/// log softmax, written out once more for automatic differentiation.
func logSoftmax(_ z: [Dual<Double>]) -> [Dual<Double>] {
  let sum = z.reduce(Dual<Double>(0)) { $0 + Dual<Double>.exp($1) }
  return z.map { $0 - Dual<Double>.log(sum) }
}

func klDivergence(_ p: [Dual<Double>], _ q: [Dual<Double>]) -> Dual<Double> {
  let (p, q) = (logSoftmax(p), logSoftmax(q))
  return zip(p, q).reduce(Dual<Double>(0)) { $0 + Dual<Double>.exp($1.0) * ($1.0 - $1.1) }
}
