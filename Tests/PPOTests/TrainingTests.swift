import Notebook
import Proximal
import Testing

@testable import ppo

@Suite("The chapter's training")
struct TrainingTests {
  private func run(
    _ change: (inout PPOSettings) -> Void = { _ in }, seed: UInt64 = 1, steps: Int = 5_000
  ) -> TrainingOutcome {
    var settings = PPOSettings()
    change(&settings)
    return train(settings, CartPole(), seed: seed, steps: steps, report: .silent)
  }

  @Test("the same seed gives the same run to the last bit; another seed does not")
  func determinism() {
    let (first, second) = (run(), run())
    #expect(first.weightsHash == second.weightsHash)
    #expect(first.episodeReturns == second.episodeReturns)
    #expect(first.weightsHash != run(seed: 2).weightsHash)
    // Nine rollouts of 512 steps fit, with 16 gradient steps each.
    #expect(first.steps == 4608)
    #expect(first.gradientSteps == 144)
  }

  @Test("every ablation changes the run")
  func ablations() {
    let all = run().weightsHash
    let changes: [(inout PPOSettings) -> Void] = [
      { $0.gaeLambda = 1 }, { $0.gaeLambda = 0 }, { $0.normalisesAdvantages = false },
      { $0.valueClipRange = nil }, { $0.entropyCoefficient = .constant(0) },
      { $0.learningRate = .constant(2.5e-4) }, { $0.maximumGradientNorm = nil },
      { $0.adamEpsilon = 1e-8 }, { $0.epochs = 1 }, { $0.minibatchCount = 1 },
      { $0.valueCoefficient = 5 }, { $0.criticLearningRate = .linear(from: 1e-3, to: 0) },
      { $0.extraCriticEpochs = 4 }, { $0.normalisesValues = true }, { $0.targetLambda = 0 },
    ]
    for (index, change) in changes.enumerated() {
      #expect(run(change).weightsHash != all, "change \(index)")
    }
  }

  @Test("a time limit taken for a termination changes the run once a limit is reached")
  func truncation() {
    func run(bootstraps: Bool, timeLimit: Int) -> String {
      var settings = PPOSettings()
      settings.bootstrapsTruncated = bootstraps
      return train(
        settings, CartPole(timeLimit: timeLimit), seed: 1, steps: 2_000, report: .silent
      ).weightsHash
    }
    #expect(run(bootstraps: true, timeLimit: 15) != run(bootstraps: false, timeLimit: 15))
    #expect(run(bootstraps: true, timeLimit: 500) == run(bootstraps: false, timeLimit: 500))
  }

  @Test("PPO learns CartPole: over 200 in the last 100 episodes, seeds 1 to 3")
  func learns() {
    for seed in 1...3 {
      let outcome = run(seed: UInt64(seed), steps: 200_000)
      #expect((outcome.finalReturn ?? 0) > 200, "seed \(seed): \(outcome.finalReturn ?? 0)")
    }
  }

  @Test("the textbook's loop stops after the steps it was given; its target matters")
  func textbook() {
    func run(_ lambda: Double, steps: Int = 6_000) -> TrainingOutcome {
      trainTextbook(seed: 1, steps: steps, targetLambda: lambda, report: .silent)
    }
    let printed = run(0)
    #expect(printed.weightsHash == run(0).weightsHash)
    #expect(printed.weightsHash != run(0.95).weightsHash)
    #expect(printed.steps == 6_000)
    #expect(printed.gradientSteps == 10 * printed.episodeReturns.count)
    #expect(printed.episodeReturns.allSatisfy { (8...200).contains($0) })
  }

  @Test("X16 the textbook learns with either target, better with the λ-return")
  func oneStepTarget() {
    func whole(_ lambda: Double) -> Double {
      let runs = (1...4).map {
        trainTextbook(seed: UInt64($0), steps: 30_000, targetLambda: lambda, report: .silent)
      }
      return runs.map { meanReturn($0, last: 10, of: 30_000) }.reduce(0, +) / 4
    }
    let (oneStep, lambdaReturn) = (whole(0), whole(0.95))
    #expect(oneStep > 120)
    #expect(lambdaReturn > oneStep)
  }

  @Test("X25 a larger learning rate for the critic alone: ahead after 50 000 steps, seeds 1 to 4")
  func criticRate() {
    func whole(_ change: (inout PPOSettings) -> Void) -> Double {
      (1...4).map { seed in
        meanReturn(run(change, seed: UInt64(seed), steps: 50_000), last: 10, of: 50_000)
      }.reduce(0, +) / 4
    }
    let (same, own) = (
      whole { _ in }, whole { $0.criticLearningRate = .linear(from: 1e-3, to: 0) }
    )
    #expect(own > same)
  }

  @Test("multiplied rewards are multiplied returns; a power of two changes no action")
  func scaled() {
    func run(_ factor: Double) -> TrainingOutcome {
      train(
        PPOSettings(), ScaledCartPole(factor: factor), seed: 1, steps: 512, report: .silent)
    }
    let multiplied = run(1).episodeReturns.map { 4 * $0 }
    #expect(run(4).episodeReturns == multiplied)
  }
}
