import Proximal
import TestSupport
import Testing

@Suite("REINFORCE as a weighted cross-entropy")
struct CrossEntropyTests {
  @Test("(1.16) minus the gradient of the weighted cross-entropy is ĝ")
  func crossEntropy() {
    var generator = PCG64(seed: 21)
    let batch = (0..<5).map { _ in
      corridor.sampleTrajectory(of: policy, horizon: 3, using: &generator)
    }
    // −(1/N) Σ w log π(a|s), its weights held fixed, differentiated automatically.
    let slope = gradient(
      of: { logits in
        batch.reduce(Dual<Double>(0)) { loss, tau in
          zip(tau.states, tau.actions).reduce(loss) { loss, step in
            let row = Array(logits[step.0 * 2..<step.0 * 2 + 2])
            let normaliser = Dual<Double>.exp(row[0]) + Dual<Double>.exp(row[1])
            let logProbability = row[step.1] - Dual<Double>.log(normaliser)
            return loss - Dual((tau.discountedReturn - 1.5) / 5) * logProbability
          }
        }
      }, at: policy.logits)
    let estimate = batch.reduce(into: [Double](repeating: 0, count: 6)) { sum, tau in
      for (i, g) in policy.score(along: tau).enumerated() {
        sum[i] += (tau.discountedReturn - 1.5) * g / 5
      }
    }
    expectClose(slope.map { -$0 }, estimate, tolerance: 1e-13)
  }
}
