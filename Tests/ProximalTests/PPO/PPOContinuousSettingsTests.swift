import TestSupport
import Testing

@testable import Proximal

@Suite("PPO's settings for continuous actions")
struct PPOContinuousSettingsTests {
  private func trained(_ change: (inout PPOSettings) -> Void, iterations: Int = 4)
    -> PPO<Pendulum, DiagonalGaussianBatch<Float>>
  {
    var settings = PPOSettings.pendulum
    (settings.rolloutLength, settings.minibatchCount, settings.epochs) = (50, 4, 2)
    change(&settings)
    var ppo = PPO(
      Pendulum(), distributions: DiagonalGaussianBatch<Float>(dimensions: 1),
      freeParameters: [0.25], settings: settings, totalSteps: 200 * iterations, seed: 1)
    while !ppo.isFinished { ppo.iterate() }
    return ppo
  }

  @Test("log σ follows its schedule where it has one, and is learned where it has none")
  func schedule() {
    let learned = trained { _ in }.agent.freeParameters[0]
    #expect(learned != 0.25)
    let annealed = trained { $0.logStandardDeviation = .linear(from: 0, to: -2) }
    // Set before each of four rollouts, at 0, ¼, ½ and ¾ of the training.
    #expect(annealed.agent.freeParameters == [-1.5])
    let entropy = annealed.statistics.entropy
    expectClose(entropy, -1.5 + 1.4189385332, tolerance: 1e-5)
    #expect(trained { $0.logStandardDeviation = .constant(-0.5) }.agent.freeParameters == [-0.5])
  }

  @Test(
    "the critic's targets may have a λ of their own; the policy's first update is then the same")
  func targetLambda() {
    func weights(_ lambda: Double?) -> ([Float], [Float]) {
      let agent = trained(
        {
          $0.targetLambda = lambda
          $0.maximumGradientNorm = nil
        }, iterations: 1
      ).agent
      return (agent.actor.parameters, agent.critic.parameters)
    }
    let (same, own, oneStep) = (weights(nil), weights(0.95), weights(0))
    let isTheSame = same.0 == own.0 && same.1 == own.1
    #expect(isTheSame, "λ = 0.95 is that of the advantages")
    let (actorAgrees, criticAgrees) = (oneStep.0 == same.0, oneStep.1 == same.1)
    #expect(actorAgrees, "the actor does not see the targets")
    #expect(!criticAgrees, "the critic does")
  }

  @Test("a λ outside 0 … 1 is refused")
  func refused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var settings = PPOSettings()
      settings.targetLambda = 1.5
      settings.check()
    }
    expectMessage(result, "λ of the critic's targets")
  }
}
