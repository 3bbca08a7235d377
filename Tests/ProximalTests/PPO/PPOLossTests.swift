import RealModule
import TestSupport
import Testing

@testable import Proximal

@Suite("PPOLoss")
struct PPOLossTests {
  @Test("L = −L^CLIP − c_H H + c_V L^V, written out once more", arguments: [nil, 0.3])
  func value(valueClipRange: Double?) {
    let example = LossExample(valueClipRange: valueClipRange)
    let (loss, _) = example.update(example.agent)
    let actor = example.agent.actor.parameters.map { Dual($0) }
    let critic = example.agent.critic.parameters.map { Dual($0) }
    expectClose(
      loss.value, -example.objective(actor).value + example.criticLoss(critic).value,
      tolerance: 1e-14)
    expectClose(
      loss.value,
      -loss.actor.surrogate.value - 0.1 * loss.actor.entropy + 0.5 * loss.critic.valueLoss.value,
      tolerance: 1e-15)
    #expect(loss.actor.surrogate.clipFraction == 4.0 / 6)
  }

  @Test("the gradients equal automatic differentiation of both networks", arguments: [nil, 0.3])
  func gradientByDuals(valueClipRange: Double?) {
    let example = LossExample(valueClipRange: valueClipRange)
    let (_, gradient) = example.update(example.agent)
    expectClose(
      gradient.actor,
      TestSupport.gradient(of: example.objective, at: example.agent.actor.parameters),
      tolerance: 1e-13)
    expectClose(
      gradient.critic,
      TestSupport.gradient(of: example.criticLoss, at: example.agent.critic.parameters),
      tolerance: 1e-13)
    #expect(gradient.actor.contains { $0.magnitude > 0.01 })
  }

  @Test("the gradients equal central differences of the loss itself, which converge at order 2")
  func gradientByDifferences() {
    let example = LossExample(valueClipRange: 0.3)
    let (_, gradient) = example.update(example.agent)
    let count = example.agent.actor.parameterCount
    func loss(_ parameters: [Double]) -> Double {
      var agent = example.agent
      agent.actor.parameters = Array(parameters[..<count])
      agent.critic.parameters = Array(parameters[count...])
      return example.update(agent).loss.value
    }
    let parameters = example.agent.actor.parameters + example.agent.critic.parameters
    // Uphill for the actor, downhill for the critic.
    expectClose(
      gradient.actor.map { -$0 } + gradient.critic, centralDifference(of: loss, at: parameters),
      tolerance: 1e-9)
    let order = observedOrder(
      of: { centralDifference(of: loss, at: parameters, step: $0) }, step: 0.01)
    expectClose(order, 2, tolerance: 0.05)
  }

  @Test("a Gaussian policy's free parameters have their part of the gradient")
  func gaussian() {
    let agent = ActorCritic(
      actor: MLP(sizes: [2, 3, 2], parameters: wave(17, step: 0.7)), freeParameters: [-0.3, 0.2],
      critic: MLP(sizes: [2, 3, 1], parameters: wave(13, step: 0.9)),
      distributions: DiagonalGaussianBatch<Double>(dimensions: 2))
    let minibatch = Minibatch<DiagonalGaussianBatch<Double>>(
      observations: wave(8, step: 1.3), actions: wave(8, step: 2.1),
      oldLogProbabilities: [-2, -2.4, -1.9, -2.8], oldValues: [0, 0, 0, 0],
      advantages: [1, -0.5, 2, -1], returns: [1, 0, -1, 0.5])
    func update(
      _ agent: ActorCritic<DiagonalGaussianBatch<Double>>
    ) -> (value: Double, gradient: ActorCriticGradient<Double>) {
      var loss = PPOLoss(
        distributions: agent.distributions, clipRange: 0.2, valueClipRange: nil,
        valueCoefficient: 0.5, entropyCoefficient: 0.1)
      var gradient = ActorCriticGradient(of: agent)
      loss.update(agent, on: minibatch, gradient: &gradient)
      return (loss.value, gradient)
    }
    func loss(_ parameters: [Double]) -> Double {
      var agent = agent
      agent.freeParameters = Array(parameters[..<2])
      agent.actor.parameters = Array(parameters[2...])
      return update(agent).value
    }
    let gradient = update(agent).gradient
    expectClose(
      (gradient.freeParameters + gradient.actor).map { -$0 },
      centralDifference(of: loss, at: agent.freeParameters + agent.actor.parameters),
      tolerance: 1e-8)
    #expect(gradient.freeParameters.allSatisfy { $0.magnitude > 0.01 })
  }

  @Test("a positive entropy coefficient pulls towards uniform")
  func entropySign() {
    let example = LossExample(valueClipRange: nil, advantages: [0, 0, 0, 0, 0, 0])
    var agent = example.agent
    let before = example.update(agent).loss.actor.entropy
    for _ in 0..<50 {
      let gradient = example.update(agent).gradient
      for i in gradient.actor.indices { agent.actor.parameters[i] += gradient.actor[i] }
    }
    #expect(example.update(agent).loss.actor.entropy > before + 1e-3)
  }

  @Test("the actor's and the critic's halves are each other's business in nothing")
  func halves() {
    let example = LossExample(valueClipRange: 0.3)
    var (loss, gradient) = example.update(example.agent)
    let before = gradient
    loss.critic.update(example.agent, on: example.minibatch, gradient: &gradient.critic)
    #expect(gradient.actor == before.actor)
    #expect(gradient.critic == before.critic)
    var other = example.agent
    other.critic.parameters[0] += 1
    #expect(example.update(other).gradient.actor == before.actor)
    #expect(example.update(other).gradient.critic != before.critic)
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
  ) -> (loss: PPOLoss<CategoricalBatch<Double>>, gradient: ActorCriticGradient<Double>) {
    var loss = PPOLoss(
      distributions: agent.distributions, clipRange: 0.2, valueClipRange: valueClipRange,
      valueCoefficient: 0.5, entropyCoefficient: 0.1)
    var gradient = ActorCriticGradient(of: agent)
    loss.update(agent, on: minibatch, gradient: &gradient)
    return (loss, gradient)
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
