import Notebook
import Proximal
import Testing

@testable import reinforce

@Suite("The chapter's training loop")
struct TrainingTests {
  private func run(seed: UInt64 = 1, steps: Int = 20_000, baseline: Bool = true)
    -> TrainingOutcome
  {
    train(seed: seed, steps: steps, baseline: baseline, report: .silent)
  }

  @Test("the same seed gives the same run to the last bit; another seed does not")
  func determinism() {
    let (first, second) = (run(), run())
    #expect(first.weightsHash == second.weightsHash)
    #expect(first.episodeReturns == second.episodeReturns)
    #expect(first.weightsHash != run(seed: 2).weightsHash)
    #expect(first.weightsHash != run(baseline: false).weightsHash)
  }

  @Test("(1.12) in training each step of an episode has the weight (R(τ) − b) / N")
  func weights() {
    var generator = PCG64(seed: 1)
    let policy = MLP<Float>(sizes: [4, 2], outputGain: 1, using: &generator)
    var batch = EpisodeBatch(CartPole(), count: 4, seed: 1)
    let isWhole = batch.collect(with: policy, stepLimit: 10_000)
    #expect(isWhole)
    let weights = scoreWeights(batch, baseline: 10)
    for (row, episode) in batch.episodes.enumerated() {
      let expected = (batch.returns[episode] - 10) / 4
      #expect(weights[row] == expected, "step \(row) of an episode of \(batch.returns[episode])")
    }
  }

  @Test("it takes exactly the steps that it was given, and learns once a batch")
  func budget() {
    let outcome = run(steps: 12_345)
    #expect(outcome.steps == 12_345)
    #expect(outcome.episodeEnds.allSatisfy { $0 <= 12_345 })
    // 16 episodes a batch; the last batch is cut short and teaches nothing.
    #expect(outcome.gradientSteps == outcome.episodeReturns.count / 16)
    #expect(outcome.episodeReturns.allSatisfy { (8...500).contains($0) })
  }

  @Test("with a baseline it learns CartPole: 400 or more over the last 100 episodes, seeds 1 to 3")
  func learns() {
    for seed in 1...3 {
      let outcome = run(seed: UInt64(seed), steps: 200_000)
      #expect((outcome.finalReturn ?? 0) >= 400, "seed \(seed)")
    }
  }
}
