import Proximal
import RealModule
import TestSupport
import Testing

@Suite("The surrogate as a weighted cross-entropy")
struct WeightedCrossEntropyTests {
  @Test("(3.20) cross-entropy × advantage × ratio, the surrogate, and the sum: equal to 1e-14")
  func crossEntropy() {
    var generator = PCG64(seed: 33)
    let pairs = (0..<20).flatMap { _ in
      let tau = corridor.sampleTrajectory(of: old, horizon: 3, using: &generator)
      return Array(zip(tau.states, tau.actions))
    }
    let advantages = discounted.advantages(of: old)
    let n = Double(pairs.count)
    // Fixed numbers, from log-probabilities as in the training loop.
    let rho = probabilityRatios(
      logProbabilities: pairs.map { new.logProbability(of: $1, in: $0) },
      old: pairs.map { old.logProbability(of: $1, in: $0) })
    let crossEntropy = gradient(
      of: { logits in
        pairs.indices.reduce(Dual<Double>(0)) { loss, k in
          let (s, a) = pairs[k]
          let logProbability = Dual<Double>.log(probability(logits, a, s))
          return loss - Dual(rho[k] * advantages[2 * s + a] / n) * logProbability
        }
      }, at: new.logits)
    let surrogate = gradient(
      of: { logits in
        pairs.reduce(Dual<Double>(0)) { sum, pair in
          let (s, a) = pair
          let ratio = probability(logits, a, s) / Dual(old.probability(of: a, in: s))
          return sum + Dual(advantages[2 * s + a] / n) * ratio
        }
      }, at: new.logits)
    var direct = [Double](repeating: 0, count: 6)
    for (k, (s, a)) in pairs.enumerated() {
      for (b, score) in new.score(of: a, in: s).enumerated() {
        direct[2 * s + b] += rho[k] * advantages[2 * s + a] / n * score
      }
    }
    let scale = length(direct)
    #expect(length(difference(crossEntropy.map { -$0 }, surrogate)) <= 1e-14 * scale)
    #expect(length(difference(direct, surrogate)) <= 1e-14 * scale)
  }

  @Test("(3.20) the network's gradient with weights ρ A is that of the surrogate, by differences")
  func network() {
    var generator = PCG64(seed: 34)
    let start = MLP<Double>(sizes: [2, 5, 3], outputGain: 0.5, using: &generator)
    let observations = (0..<12).map { _ in 2 * generator.random() - 1 }
    let actions = [0, 2, 1, 1, 0, 2]
    let advantages = [0.7, -1.2, 2, 0.1, -0.4, 1.5]
    func logProbabilities(_ policy: MLP<Double>) -> [Double] {
      var pass = MLP<Double>.Pass()
      var distribution = CategoricalBatch<Double>(actionCount: 3)
      policy.forward(observations, rows: 6, &pass)
      distribution.update(logits: pass.output, rows: 6)
      return actions.indices.map { distribution.logProbability(row: $0, action: actions[$0]) }
    }
    let old = logProbabilities(start)
    func surrogate(_ parameters: [Double]) -> Double {
      var policy = start
      policy.parameters = parameters
      let rho = probabilityRatios(logProbabilities: logProbabilities(policy), old: old)
      return zip(rho, advantages).reduce(0) { $0 + $1.0 * $1.1 }
    }
    var policy = start
    for i in policy.parameters.indices { policy.parameters[i] += 0.3 * (generator.random() - 0.5) }
    var pass = MLP<Double>.Pass()
    var distribution = CategoricalBatch<Double>(actionCount: 3)
    policy.forward(observations, rows: 6, &pass)
    distribution.update(logits: pass.output, rows: 6)
    let rho = probabilityRatios(logProbabilities: logProbabilities(policy), old: old)
    distribution.scoreGradient(
      weights: zip(rho, advantages).map { $0 * $1 }, actions: actions, into: &pass.outputGradient)
    var slope = [Double](repeating: 0, count: policy.parameterCount)
    policy.backward(observations, &pass, into: &slope)
    expectClose(
      slope, centralDifference(of: surrogate, at: policy.parameters), tolerance: 1e-8)
  }
}
