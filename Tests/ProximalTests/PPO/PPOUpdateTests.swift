import RealModule
import TestSupport
import Testing

@testable import Proximal

@Suite("PPOUpdate: the loss and its gradient")
struct PPOUpdateTests {
  @Test("L = −L^CLIP − c_H H + c_V L^V, written out once more", arguments: [nil, 0.3])
  func value(valueClipRange: Double?) {
    let example = LossExample(valueClipRange: valueClipRange)
    let update = example.update(example.agent)
    let actor = example.agent.actor.parameters.map { Dual($0) }
    let critic = example.agent.critic.parameters.map { Dual($0) }
    expectClose(
      update.loss, -example.objective(actor).value + example.criticLoss(critic).value,
      tolerance: 1e-14)
    expectClose(
      update.loss,
      -update.actor.blocks[0].surrogate.value - 0.1 * update.actor.blocks[0].entropy
        + 0.5 * update.critic.blocks[0].valueLoss.value,
      tolerance: 1e-15)
    #expect(update.statistics.clipFraction == 4.0 / 6)
  }

  @Test("the gradients equal automatic differentiation of both networks", arguments: [nil, 0.3])
  func gradientByDuals(valueClipRange: Double?) {
    let example = LossExample(valueClipRange: valueClipRange)
    let update = example.update(example.agent)
    expectClose(
      update.actor.gradient,
      TestSupport.gradient(of: example.objective, at: example.agent.actor.parameters),
      tolerance: 1e-13)
    expectClose(
      update.critic.gradient,
      TestSupport.gradient(of: example.criticLoss, at: example.agent.critic.parameters),
      tolerance: 1e-13)
    #expect(update.actor.gradient.contains { $0.magnitude > 0.01 })
  }

  @Test("the gradients equal central differences of the loss itself, which converge at order 2")
  func gradientByDifferences() {
    let example = LossExample(valueClipRange: 0.3)
    let update = example.update(example.agent)
    let count = example.agent.actor.parameterCount
    func loss(_ parameters: [Double]) -> Double {
      var agent = example.agent
      agent.actor.parameters = Array(parameters[..<count])
      agent.critic.parameters = Array(parameters[count...])
      return example.update(agent).loss
    }
    let parameters = example.agent.actor.parameters + example.agent.critic.parameters
    // Uphill for the actor, downhill for the critic.
    expectClose(
      update.actor.gradient.map { -$0 } + update.critic.gradient,
      centralDifference(of: loss, at: parameters),
      tolerance: 1e-9)
    let order = observedOrder(
      of: { centralDifference(of: loss, at: parameters, step: $0) }, step: 0.01)
    expectClose(order, 2, tolerance: 0.05)
  }

  @Test("a positive entropy coefficient pulls towards uniform")
  func entropySign() {
    let example = LossExample(valueClipRange: nil, advantages: [0, 0, 0, 0, 0, 0])
    var agent = example.agent
    let before = example.update(agent).statistics.entropy
    for _ in 0..<50 {
      let gradient = example.update(agent).actor.gradient
      for i in gradient.indices { agent.actor.parameters[i] += gradient[i] }
    }
    #expect(example.update(agent).statistics.entropy > before + 1e-3)
  }

  @Test("the actor's and the critic's halves are each other's business in nothing")
  func halves() {
    let example = LossExample(valueClipRange: 0.3)
    let before = example.update(example.agent)
    var other = example.agent
    other.critic.parameters[0] += 1
    #expect(example.update(other).actor.gradient == before.actor.gradient)
    #expect(example.update(other).critic.gradient != before.critic.gradient)
    other = example.agent
    other.actor.parameters[0] += 1
    #expect(example.update(other).actor.gradient != before.actor.gradient)
    #expect(example.update(other).critic.gradient == before.critic.gradient)
  }
}

/// Numbers without a pattern, between −1 and 1.
private func wave(_ count: Int, step: Double) -> [Double] {
  (0..<count).map { Double.sin(Double($0 + 1) * step * 1.7) }
}

/// Six transitions and two small networks: ratios inside, below and above, with both signs of A.
private struct LossExample {
  let agent: ActorCritic<CategoricalBatch<Double>>
  let minibatch: Minibatch<CategoricalBatch<Double>>
  let valueClipRange: Double?

  init(valueClipRange: Double?, advantages: [Double] = [2.0, -0.5, 1.25, -1, 0.75, -3]) {
    self.valueClipRange = valueClipRange
    agent = ActorCritic(
      actor: MLP(sizes: [2, 4, 3], parameters: wave(27, step: 0.7)),
      critic: MLP(sizes: [2, 4, 1], parameters: wave(17, step: 0.9)),
      distributions: CategoricalBatch(actionCount: 3))
    let (observations, actions) = (wave(12, step: 1.3), [1, 0, 2, 1, 0, 2])
    var pass = MLP<Double>.Pass()
    agent.actor.forward(observations, rows: 6, &pass)
    var batch = CategoricalBatch<Double>(actionCount: 3)
    batch.update(logits: pass.output, rows: 6)
    let logRatios = [0.05, -0.08, -0.6, -0.5, 0.4, 0.7]
    agent.critic.forward(observations, rows: 6, &pass)
    // Old values within the clip range and beyond it on either side.
    let shifts = [0.1, -0.2, 0.8, -0.9, 0.7, -0.6]
    minibatch = Minibatch(
      observations: observations, actions: actions,
      oldLogProbabilities: (0..<6).map {
        batch.logProbability(row: $0, action: actions[$0]) - logRatios[$0]
      },
      oldValues: (0..<6).map { pass.output[$0] + shifts[$0] }, advantages: advantages,
      returns: [1, -0.3, 0.2, 2, -1, 0.4])
  }

  func update(
    _ agent: ActorCritic<CategoricalBatch<Double>>
  ) -> PPOUpdate<CategoricalBatch<Double>> {
    var settings = PPOSettings()
    (settings.clipRange, settings.valueClipRange) = (0.2, valueClipRange)
    (settings.valueCoefficient, settings.entropyCoefficient) = (0.5, .constant(0.1))
    var update = PPOUpdate(of: agent, settings: settings)
    update.evaluate(minibatch)
    return update
  }

  /// L^CLIP + c_H H as a function of the actor's parameters.
  func objective(_ parameters: [Dual<Double>]) -> Dual<Double> {
    var sum = Dual<Double>(0)
    for t in 0..<6 {
      let logs = logSoftmax(output(parameters, outputs: 3, of: t))
      sum += clippedTerm(
        logRatio: logs[minibatch.actions[t]] - Dual(minibatch.oldLogProbabilities[t]),
        advantage: minibatch.advantages[t], clipRange: 0.2)
      for log in logs { sum -= Dual(0.1) * Dual<Double>.exp(log) * log }
    }
    return sum / Dual(6)
  }

  /// c_V L^V as a function of the critic's parameters.
  func criticLoss(_ parameters: [Dual<Double>]) -> Dual<Double> {
    var sum = Dual<Double>(0)
    for t in 0..<6 {
      let value = output(parameters, outputs: 1, of: t)[0]
      let (old, target) = (Dual(minibatch.oldValues[t]), Dual(minibatch.returns[t]))
      let plain = (value - target) * (value - target)
      guard let c = valueClipRange.map({ Dual($0) }) else {
        sum += plain
        continue
      }
      let clipped = value < old - c ? old - c : value > old + c ? old + c : value
      let other = (clipped - target) * (clipped - target)
      sum += other > plain ? other : plain
    }
    return Dual(0.5) * sum / Dual(12)
  }

  /// A network of one hidden tanh layer of four, on one observation.
  private func output(_ p: [Dual<Double>], outputs: Int, of t: Int) -> [Dual<Double>] {
    let x = [0, 1].map { Dual(minibatch.observations[2 * t + $0]) }
    let hidden = (0..<4).map { j in Dual<Double>.tanh(x[0] * p[j] + x[1] * p[4 + j] + p[8 + j]) }
    return (0..<outputs).map { k in
      (0..<4).reduce(p[12 + 4 * outputs + k]) { $0 + hidden[$1] * p[12 + outputs * $1 + k] }
    }
  }
}
