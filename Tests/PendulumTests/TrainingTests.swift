import Notebook
import Proximal
import TestSupport
import Testing

@testable import pendulum

@Suite("The chapter's training")
struct TrainingTests {
  @Test("the textbook's loop is PPO with the textbook's settings, but for the order of its sums")
  func ladderStartsAtTheLoop() {
    let loop = trainAsPrinted(seed: 3, steps: 1000, report: .silent).0
    let ppo = train(
      textbookAgent(seed: 3), textbookSettings(), seed: 3, steps: 1000, report: .silent
    ).0
    #expect(loop.gradientSteps == 50 && ppo.gradientSteps == 50)
    #expect(loop.episodeEnds == [200, 400, 600, 800, 1000] && ppo.episodeEnds == loop.episodeEnds)
    // Before the first update the two are the same to the bit; afterwards to rounding.
    #expect(loop.episodeReturns[0] == ppo.episodeReturns[0])
    expectClose(loop.episodeReturns, ppo.episodeReturns, tolerance: 1e-3)
  }

  @Test("the same seed gives the same run to the last bit; another seed does not")
  func determinism() {
    func run(seed: UInt64) -> TrainingOutcome {
      train(courseAgent(seed: seed), .pendulum, seed: seed, steps: 8192, report: .silent).0
    }
    let (first, second) = (run(seed: 1), run(seed: 1))
    #expect(first.weightsHash == second.weightsHash)
    #expect(first.episodeReturns == second.episodeReturns)
    #expect(first.weightsHash != run(seed: 2).weightsHash)
  }

  @Test("clipped actions are within the motor's bounds, the course's are not held back")
  func clippedActions() {
    func actions<Distributions: ActionDistributions>(
      _ agent: ActorCritic<Distributions>
    ) -> [Float] where Distributions.Scalar == Float, Distributions.Action == Float {
      var collector = RolloutCollector(
        Pendulum(), distributions: agent.distributions, environmentCount: 4, rolloutLength: 200,
        seed: 1)
      collector.collect(with: agent)
      return collector.rollout.actions
    }
    let (raw, clipped) = (actions(courseAgent(seed: 1)), actions(clippedAgent(seed: 1)))
    let isClipped = clipped == raw.map { min(max($0, -2), 2) }
    #expect(isClipped && clipped.count == 800)
    #expect(raw.count { abs($0) > 2 } > 10)
  }

  @Test("X17 the textbook's settings learn in 100,000 steps, but solve no seed of 1 to 3")
  func textbookLearns() {
    for seed in 1...3 {
      let (outcome, trained) = train(
        textbookAgent(seed: UInt64(seed)), textbookSettings(), seed: UInt64(seed), steps: 100_000,
        report: .silent)
      let before = outcome.episodeReturns.prefix(50).reduce(0, +) / 50
      #expect(trained.evaluation > before + 200, "seed \(seed)")
      #expect(trained.evaluation < -300, "seed \(seed)")
    }
  }

  @Test("X17 neither an entropy bonus nor a floor for σ is missing: −200 or better without them")
  func solvesWithoutFloor() {
    let trained = train(
      stateDependentAgent(seed: 1), .pendulum, seed: 1, steps: 100_000, report: .silent
    ).1
    #expect(PPOSettings.pendulum.entropyCoefficient == .constant(0))
    #expect(trained.evaluation >= -200)
  }

  @Test("the course's settings solve Pendulum: −200 or better over 100 episodes, seeds 1 to 3")
  func solves() {
    for seed in 1...3 {
      let (outcome, trained) = train(
        courseAgent(seed: UInt64(seed)), .pendulum, seed: UInt64(seed), steps: 100_000,
        report: .silent)
      #expect(outcome.steps <= 100_000)
      #expect(trained.evaluation >= -200, "seed \(seed)")
    }
  }
}
