import RealModule
import TestSupport
import Testing

@testable import Proximal

@Suite("PPOUpdate: the step")
struct PPOUpdateStepTests {
  /// What a step should have made of an evaluated update, from the formulas alone.
  private func expected(
    _ before: PPOUpdate<DiagonalGaussianBatch<Double>>, maximum: Double
  ) -> (gradients: [[Double]], parameters: [[Double]]) {
    let squares = before.gradients.joined().reduce(0) { $0 + $1 * $1 }
    let factor = min(1, maximum / (squares.squareRoot() + 1e-6))
    let gradients = before.gradients.map { part in part.map { factor * $0 } }
    // The first step of Adam is α g / (|g| + ε): up for the policy, down for the critic.
    let steps = [(0.01, 1e-3), (0.01, 1e-3), (-0.03, 1e-2)]
    let parameters = (0..<3).map { part in
      zip(before.parameters[part], gradients[part]).map { parameter, g in
        parameter + steps[part].0 * g / (g.magnitude + steps[part].1)
      }
    }
    return (gradients, parameters)
  }

  /// Before and after one step under a limit on the gradient's length.
  private func stepped(
    _ maximum: Double?
  ) -> (
    before: PPOUpdate<DiagonalGaussianBatch<Double>>,
    after: PPOUpdate<DiagonalGaussianBatch<Double>>
  ) {
    let before = PPOUpdateExample<Double>(rows: 24).evaluated { $0.maximumGradientNorm = maximum }
    var after = before
    after.step()
    return (before, after)
  }

  private static let parts = ["the actor's weights", "the free parameters", "the critic's weights"]

  @Test("the norm is taken over all three parts: none of them can be left out")
  func norm() {
    let update = PPOUpdateExample<Double>(rows: 24).evaluated()
    let squares = update.gradients.map { $0.reduce(0) { $0 + $1 * $1 } }
    expectClose(update.norm.value, squares.reduce(0, +).squareRoot(), tolerance: 1e-14)
    #expect(update.statistics.gradientNorm == update.norm.value)
    for part in squares { #expect(part > 1e-3) }
  }

  @Test("every part is shortened by the same factor", arguments: 0..<3)
  func shortening(part: Int) {
    let (before, after) = stepped(0.25)
    let wanted = expected(before, maximum: 0.25)
    expectClose(after.gradients[part], wanted.gradients[part], tolerance: 1e-15)
    #expect(before.norm.value > 0.5, "there is something to shorten")
    #expect(after.gradients[part] != before.gradients[part], "\(Self.parts[part])")
  }

  @Test("a gradient that is short enough stays as it is", arguments: 0..<3)
  func short(part: Int) {
    let (before, after) = stepped(100)
    #expect(after.gradients[part] == before.gradients[part], "\(Self.parts[part])")
  }

  @Test(
    "the policy climbs and the critic descends, each with its own α and ε", arguments: 0..<3,
    [0.25, 100])
  func parameters(part: Int, maximum: Double) {
    let (before, after) = stepped(maximum)
    expectClose(
      after.parameters[part], expected(before, maximum: maximum).parameters[part],
      tolerance: 1e-14)
    #expect(after.parameters[part] != before.parameters[part], "\(Self.parts[part])")
  }

  @Test("without a rate and an ε of its own the critic takes the actor's")
  func sameRate() {
    var settings = PPOSettings()
    (settings.learningRate, settings.adamEpsilon) = (.constant(0.1), 1e-3)
    let update = PPOUpdate(of: PPOUpdateExample<Double>(rows: 4).agent, settings: settings)
    #expect((update.critic.adam.learningRate, update.critic.adam.epsilon) == (0.1, 1e-3))
    #expect(update.actor.freeAdam.learningRate == 0.1)
    #expect(update.actor.freeAdam.epsilon == 1e-3)
  }

  @Test("annealing reaches all that it should: both rates, the free parameters' too, c_H and log σ")
  func annealing() {
    let example = PPOUpdateExample<Double>(rows: 4)
    var settings = PPOSettings()
    settings.learningRate = .linear(from: 8, to: 0)
    settings.criticLearningRate = .linear(from: 1, to: 3)
    settings.entropyCoefficient = .linear(from: 0.04, to: 0)
    settings.logStandardDeviation = .linear(from: 0, to: -2)
    var update = PPOUpdate(of: example.agent, settings: settings)
    func now() -> [Double] {
      [
        update.actor.adam.learningRate, update.actor.freeAdam.learningRate,
        update.critic.adam.learningRate, update.actor.entropyCoefficient,
      ] + update.actor.freeParameters
    }
    #expect(now() == [8, 8, 1, 0.04, 0, 0], "as made")
    update.anneal(to: 0.25)
    #expect(now() == [6, 6, 1.5, 0.03, -0.5, -0.5])
    update.anneal(to: 1)
    #expect(now() == [0, 0, 3, 0, -2, -2])
  }

  @Test("a log σ that is set by hand has no gradient, and no part of the norm")
  func held() {
    for cuts in [[], [10]] {
      let example = PPOUpdateExample<Double>(rows: 24)
      // The schedule stands where the free parameters do, so that nothing else differs.
      var same = example.settings
      same.logStandardDeviation = .constant(-0.4)
      let (free, held) = (
        example.evaluated(cutAt: cuts),
        example.evaluated(cutAt: cuts) { $0.logStandardDeviation = same.logStandardDeviation }
      )
      #expect(free.actor.freeGradient.allSatisfy { $0 != 0 })
      #expect(held.actor.freeGradient == [0, 0])
      let squares = held.gradients.joined().reduce(0) { $0 + $1 * $1 }
      expectClose(held.norm.value, squares.squareRoot(), tolerance: 1e-14)
      var after = held
      after.step()
      #expect(after.actor.freeParameters == [-0.4, -0.4])
    }
  }

  @Test("a step of the critic alone is not shortened and leaves the actor as it was")
  func criticAlone() {
    let example = PPOUpdateExample<Double>(rows: 24)
    var update = example.evaluated { $0.maximumGradientNorm = 0.01 }
    let before = update
    update.stepCritic(on: [24]) { _ in example.minibatch }
    #expect(update.critic.gradient == before.critic.gradient)
    expectClose(
      update.parameters[2], expected(before, maximum: .infinity).parameters[2], tolerance: 1e-14)
    #expect(update.parameters[0] == before.parameters[0])
    #expect(update.parameters[1] == before.parameters[1])
  }
}
