import Proximal
import RealModule
import TestSupport
import Testing

@testable import ppo

/// A minibatch in Double, and two small networks that have moved away from the old ones.
struct LossExample {
  private let example = ListingExample(rows: 24)
  var agent: ActorCritic<CategoricalBatch<Double>> { example.agent }
  var minibatch: Minibatch<CategoricalBatch<Double>> { example.minibatch }

  /// (7.8) and its gradient by the core.
  func evaluated(
    bonus: Double, maximum: Double? = nil
  ) -> PPOUpdate<CategoricalBatch<Double>> {
    var settings = PPOSettings()
    (settings.clipRange, settings.valueClipRange) = (0.2, 0.2)
    (settings.valueCoefficient, settings.entropyCoefficient) = (0.5, .constant(bonus))
    settings.maximumGradientNorm = maximum
    var update = PPOUpdate(of: agent, settings: settings)
    update.evaluate(minibatch)
    return update
  }

  /// (7.8) once more, from the formulas alone.
  func loss(actor: [Double], critic: [Double], bonus: Double, weight: Double) -> Double {
    var moved = agent
    moved.actor.parameters = actor
    moved.critic.parameters = critic
    var (logits, values) = (MLP<Double>.Pass(), MLP<Double>.Pass())
    moved.actor.forward(minibatch.observations, rows: minibatch.rows, &logits)
    moved.critic.forward(minibatch.observations, rows: minibatch.rows, &values)
    let mean = (0..<minibatch.rows).reduce(0.0) { sum, t in
      let policy = Categorical(logits: Array(logits.output[2 * t..<2 * t + 2]))
      let logProbability = policy.logProbability(of: minibatch.actions[t])
      let ratio = Double.exp(logProbability - minibatch.oldLogProbabilities[t])
      let advantage = minibatch.advantages[t]
      let surrogate = min(ratio * advantage, min(max(ratio, 0.8), 1.2) * advantage)
      let (v, old, target) = (values.output[t], minibatch.oldValues[t], minibatch.returns[t])
      let held = min(max(v, old - 0.2), old + 0.2)
      let squares = max((v - target) * (v - target), (held - target) * (held - target))
      return sum - surrogate - bonus * policy.entropy + weight * squares / 2
    }
    return mean / Double(minibatch.rows)
  }
}

@Suite("The loss of PPO")
struct LossTests {
  @Test("(7.8) the loss and both its gradients, by central differences of the formula")
  func loss() {
    let example = LossExample()
    let update = example.evaluated(bonus: 0.03)
    let (actor, critic) = (example.agent.actor.parameters, example.agent.critic.parameters)
    func formula(_ actor: [Double], _ critic: [Double]) -> Double {
      example.loss(actor: actor, critic: critic, bonus: 0.03, weight: 0.5)
    }
    expectClose(update.loss, formula(actor, critic), tolerance: 1e-13)
    let uphill = centralDifference(of: { -formula($0, critic) }, at: actor, step: 1e-6)
    expectClose(update.actor.gradient, uphill, tolerance: 1e-8)
    let downhill = centralDifference(of: { formula(actor, $0) }, at: critic, step: 1e-6)
    expectClose(update.critic.gradient, downhill, tolerance: 1e-8)
    #expect((0.1...0.9).contains(update.statistics.clipFraction))
  }

  @Test("(7.8) X12 the listing with one name mended: c_H (−H), no half, and the core's loss")
  func asListed() {
    for rows in [2, 16, 33] {
      let example = ListingExample(rows: rows)
      for bonus in [0, 0.01, 0.4] {
        let listed = listedLoss(
          example.now, example.minibatch, entropyCoefficient: bonus, valueCoefficient: 0.5)
        expectClose(
          listed, example.loss(entropyCoefficient: bonus, valueCoefficient: 1), tolerance: 1e-13)
        // With the same 0.5 it is another loss.
        let half = example.loss(entropyCoefficient: bonus, valueCoefficient: 0.5)
        #expect(listed - half > 0.01)
      }
      let (none, some) = (
        example.loss(entropyCoefficient: 0, valueCoefficient: 1),
        example.loss(entropyCoefficient: 1, valueCoefficient: 1)
      )
      expectClose(none - some, mean(example.now.entropies), tolerance: 1e-13)
    }
  }

  @Test(
    "(7.9) a gradient of both networks is shortened as one, and only if it is too long, by the step that trains"
  )
  func gradientNorm() {
    let long = LossExample().evaluated(bonus: 0.03, maximum: 0.05)
    func all(_ update: PPOUpdate<CategoricalBatch<Double>>) -> [Double] {
      update.actor.gradient + update.critic.gradient
    }
    let length = dot(all(long), all(long)).squareRoot()
    #expect(length > 0.1)
    expectClose(long.norm.value, length, tolerance: 1e-14)
    var step = long
    step.step()
    // g ← g · min(1, max / (‖g‖ + 1e-6)): the guard is no rounding, so it is asked for exactly.
    expectClose(
      all(step), all(long).map { $0 * 0.05 / (length + 1e-6) }, tolerance: 1e-15)
    expectClose(cosine(all(step), all(long)), 1, tolerance: 1e-12)
    let short = LossExample().evaluated(bonus: 0.03, maximum: 1.01 * length)
    step = short
    step.step()
    #expect(all(step) == all(short))
  }

  @Test("(7.9) the core divides by the length plus 1e-6: so it shortens what is just long enough")
  func guardOfTheNorm() {
    for (length, maximum) in [(5.0, 0.5), (0.5, 0.5), (0.5, 0.5 + 5e-7), (2e-6, 1e-6)] {
      var parts = [[0.6 * length], [-0.8 * length]]
      var norm = GradientNorm<Double>()
      for part in parts { norm.add(part) }
      expectClose(norm.value / length, 1, tolerance: 1e-15)
      for index in parts.indices { norm.shorten(&parts[index], to: maximum) }
      let factor = maximum / (length + 1e-6)
      expectClose(parts[0][0] / (0.6 * length), factor, tolerance: 1e-15)
      expectClose(parts[1][0] / (-0.8 * length), factor, tolerance: 1e-15)
      #expect(factor < 1)
    }
    // Shorter by more than the guard: left alone.
    var short = [0.3, -0.4]
    var norm = GradientNorm<Double>()
    norm.add(short)
    norm.shorten(&short, to: 0.5 + 2e-6)
    #expect(short == [0.3, -0.4])
  }
}
