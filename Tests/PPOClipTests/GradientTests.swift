import Proximal
import RealModule
import TestSupport
import Testing

@testable import ppo_clip

@Suite("The gradient of the clipped surrogate")
struct GradientTests {
  @Test("(5.9) (5.10) the chain rule, part by part, is the derivative by π(a|s), by dual numbers")
  func chainRule() {
    for (index, step) in steps(1000, seed: 81).enumerated() {
      let old = [0.1, 0.35, 0.8][index % 3]
      let (x, y) = (step.ratio * step.advantage, step.term.clippedRatio * step.advantage)
      let (byX, byY) = (x <= y ? 1.0 : 0, y < x ? 1.0 : 0)
      let byClip = step.isInside ? 1.0 : 0
      let chain = (byX * step.advantage + byY * step.advantage * byClip) * (1 / old)
      let dual = derivative(
        of: {
          clippedSurrogate(
            $0 / Dual(old), advantage: step.advantage, clipRange: step.clipRange)
        }, at: step.ratio * old)
      expectClose(chain, dual, tolerance: 1e-12)
      // The second product never contributes.
      #expect(byY * byClip == 0)
    }
  }

  @Test("(5.11) the slope in the ratio is A or 0, by dual numbers and by differences")
  func inTheRatio() {
    for step in steps(1000, seed: 82) {
      let f = { (r: Double) in
        clippedSurrogate(r, advantage: step.advantage, clipRange: step.clipRange)
      }
      let dual = derivative(
        of: { clippedSurrogate($0, advantage: step.advantage, clipRange: step.clipRange) },
        at: step.ratio)
      #expect(step.term.derivative == dual)
      #expect(step.term.derivative == 0 || step.term.derivative == step.advantage)
      // Away from the kinks.
      guard ((step.ratio - 1).magnitude - step.clipRange).magnitude > 1e-4 else { continue }
      expectClose(
        centralDifference(of: { f($0[0]) }, at: [step.ratio]), [step.term.derivative],
        tolerance: 1e-8)
    }
  }

  @Test("(5.12) by the logits: dual numbers agree, and central differences with order 2")
  func inTheLogits() {
    let (old, z) = (logSoftmax([0.2, -0.3, 0.5]), [0.5, -0.4, -0.1])
    let policy = TabularPolicy(logits: [z])
    for (action, advantage) in [(0, 1.3), (0, -1.3), (1, 0.6), (2, 0.9), (2, -0.9)] {
      let ratio = Double.exp(logSoftmax(z)[action] - old[action])
      let step = ClippedSurrogateTerm(ratio: ratio, advantage: advantage, clipRange: 0.2)
      let formula = policy.score(of: action, in: 0).map {
        (step.movesWithRatio ? 1 : 0) * ratio * advantage * $0
      }
      let dual = gradient(
        of: { x in
          clippedSurrogate(
            Dual<Double>.exp(logSoftmax(x)[action] - Dual(old[action])), advantage: advantage,
            clipRange: 0.2)
        }, at: z)
      expectClose(formula, dual, tolerance: 1e-14)
      guard step.movesWithRatio else { continue }
      let differences = { (h: Double) in
        centralDifference(
          of: { x in
            clippedSurrogate(
              Double.exp(logSoftmax(x)[action] - old[action]), advantage: advantage, clipRange: 0.2)
          }, at: z, step: h)
      }
      expectClose(
        observedOrder(ofError: { distance(differences($0), formula) }, step: 0.01), 2,
        tolerance: 0.05)
    }
  }

  @Test("(5.13) by the parameters of a network: backward with w_t is the slope of L^CLIP, order 2")
  func inTheParameters() {
    var generator = PCG64(seed: 83)
    let before = MLP<Double>(sizes: [3, 4, 3], outputGain: 1, using: &generator)
    var policy = before
    for i in policy.parameters.indices {
      policy.parameters[i] += 0.4 * (generator.random() - 0.5)
    }
    let states = (0..<60).map { _ in 4 * generator.random() - 2 }
    let actions = (0..<20).map { _ in generator.integer(in: 0..<3) }
    let advantages = (0..<20).map { _ in 2 * generator.random() - 1 }
    func logProbabilities(_ policy: MLP<Double>) -> [Double] {
      var (pass, batch) = (MLP<Double>.Pass(), CategoricalBatch<Double>(actionCount: 3))
      policy.forward(states, rows: 20, &pass)
      batch.update(logits: pass.output, rows: 20)
      return actions.indices.map { batch.logProbability(row: $0, action: actions[$0]) }
    }
    let old = logProbabilities(before)
    func value(_ parameters: [Double]) -> Double {
      var moved = policy
      moved.parameters = parameters
      return zip(zip(logProbabilities(moved), old), advantages).reduce(0) {
        $0 + clippedSurrogate(Double.exp($1.0.0 - $1.0.1), advantage: $1.1, clipRange: 0.1) / 20
      }
    }
    var objective = ClippedSurrogate<Double>(clipRange: 0.1)
    objective.update(
      logProbabilities: logProbabilities(policy), oldLogProbabilities: old, advantages: advantages,
      rows: 20)
    let flat = objective.scoreWeights.count { $0 == 0 }
    #expect(flat > 0 && flat < 20, "both kinds of step should occur; \(flat) of 20 are flat")
    var (pass, batch) = (MLP<Double>.Pass(), CategoricalBatch<Double>(actionCount: 3))
    policy.forward(states, rows: 20, &pass)
    batch.update(logits: pass.output, rows: 20)
    batch.scoreGradient(
      weights: objective.scoreWeights, actions: actions, into: &pass.outputGradient)
    var slope = policy.parameters
    policy.backward(states, &pass, into: &slope)
    let error = { (h: Double) in
      distance(centralDifference(of: value, at: policy.parameters, step: h), slope)
    }
    #expect(error(1e-5) < 1e-8)
    expectClose(observedOrder(ofError: error, step: 2e-3), 2, tolerance: 0.2)
  }

  @Test("(5.13) the weights of a batch: one step's derivative times its ratio, over N")
  func weights() {
    let sample = steps(300, seed: 84)
    let objective = batchObjective(sample.map { ($0.ratio, $0.advantage) }, clipRange: 0.2)
    for (t, step) in sample.enumerated() {
      let one = ClippedSurrogateTerm(
        ratio: step.ratio, advantage: step.advantage, clipRange: 0.2)
      expectClose(
        objective.scoreWeights[t], one.derivative * step.ratio / 300, tolerance: 1e-14)
    }
    let outside = sample.count { ($0.ratio - 1).magnitude > 0.2 }
    expectClose(objective.clipFraction, Double(outside) / 300, tolerance: 0)
  }

  @Test(
    "X20 the same numbers as PyTorch 2.15: objective and gradient by the logits; half on a bound")
  func pyTorch() {
    for c in pyTorchCases {
      let policy = TabularPolicy(logits: [c.logits])
      let logProbability = policy.logProbability(of: c.action, in: 0)
      // On a bound log and exp would miss it by a rounding.
      let ratio =
        c.isOnBound
        ? (c.name.hasSuffix("+eps") ? 1 + c.clipRange : 1 - c.clipRange)
        : Double.exp(logProbability - c.oldLogProbability)
      let step = ClippedSurrogateTerm(
        ratio: ratio, advantage: c.advantage, clipRange: c.clipRange)
      expectClose(step.value, c.objective, tolerance: 1e-12, c.name)
      let score = policy.score(of: c.action, in: 0)
      let share = c.isOnBound ? 0.5 : 1
      expectClose(
        score.map { share * step.derivative * ratio * $0 }, c.gradient, tolerance: 1e-12, c.name)
      let byItsRules = slope(step, first: 0.5, second: 0.5, onBound: 0)
      expectClose(score.map { byItsRules * ratio * $0 }, c.gradient, tolerance: 1e-12, c.name)
    }
    #expect(pyTorchCases.contains { $0.isOnBound } && pyTorchCases.contains { !$0.isOnBound })
  }
}
