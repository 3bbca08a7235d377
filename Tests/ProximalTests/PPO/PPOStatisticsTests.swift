import TestSupport
import Testing

@testable import Proximal

@Suite("PPOStatistics")
struct PPOStatisticsTests {
  private typealias Loss = PPOLoss<CategoricalBatch<Float>>

  @Test("every figure is the mean over the gradient steps")
  func means() {
    let agent = ActorCritic(
      observationCount: 2, hiddenSizes: [4], distributions: CategoricalBatch<Float>(actionCount: 2),
      seed: 1)
    var (loss, gradient) = (
      Loss(
        distributions: agent.distributions, clipRange: 0.2, valueClipRange: nil,
        valueCoefficient: 0.5, entropyCoefficient: 0),
      ActorCriticGradient(of: agent)
    )
    var statistics = PPOStatistics(explainedVariance: 0.25)
    var (policy, value, entropy, divergence, clipped) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (step, old) in [-0.2, -0.7, -1.4].enumerated() {
      let minibatch = Minibatch<CategoricalBatch<Float>>(
        observations: [Float(step), 1, -1, 2], actions: [0, 1],
        oldLogProbabilities: [Float(old), -0.7], oldValues: [0, 0], advantages: [1, -2],
        returns: [Float(step), 3])
      loss.update(agent, on: minibatch, gradient: &gradient)
      statistics.add(loss.parts, gradientNorm: Double(step))
      policy -= loss.actor.surrogate.value / 3
      value += loss.critic.valueLoss.value / 3
      entropy += loss.actor.entropy / 3
      divergence += loss.actor.surrogate.approximateKL / 3
      clipped += loss.actor.surrogate.clipFraction / 3
    }
    expectClose(
      [
        statistics.policyLoss, statistics.valueLoss, statistics.entropy, statistics.approximateKL,
        statistics.clipFraction, statistics.gradientNorm,
      ], [policy, value, entropy, divergence, clipped, 1], tolerance: 1e-14)
    #expect((statistics.gradientSteps, statistics.explainedVariance) == (3, 0.25))
    #expect(clipped > 0 && divergence > 0)
  }
}
