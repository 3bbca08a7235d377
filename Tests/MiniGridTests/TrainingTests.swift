import Notebook
import Proximal
import TestSupport
import Testing

@testable import minigrid

@Suite("The chapter's training loop")
struct TrainingTests {
  private func run<D: ActionDistributions>(
    _ distributions: D, seed: UInt64 = 1, steps: Int
  ) -> (outcome: TrainingOutcome, last: Snapshot) where D.Action == Int, D.Scalar == Float {
    let (outcome, trained) = train(
      MiniGrid(EmptyRoom(size: 5)), MiniGridStateSpace(of: EmptyRoom(size: 5)), distributions,
      .miniGrid, seed: seed, steps: steps, report: .silent)
    return (outcome, trained.snapshots.last!)
  }

  @Test("the same seed gives the same run to the last bit; another seed does not")
  func determinism() {
    let plain = CategoricalBatch<Float>(actionCount: 7)
    let (first, second) = (run(plain, steps: 2048), run(plain, steps: 2048))
    #expect(first.outcome.weightsHash == second.outcome.weightsHash)
    #expect(first.outcome.episodeReturns == second.outcome.episodeReturns)
    #expect(first.outcome.weightsHash != run(plain, seed: 2, steps: 2048).outcome.weightsHash)
    #expect(first.outcome.weightsHash != run(Greedy(), steps: 2048).outcome.weightsHash)
  }

  @Test("it takes whole rollouts of 512 steps and learns up to 80 times from each")
  func budget() {
    let outcome = run(CategoricalBatch<Float>(actionCount: 7), steps: 2300).outcome
    #expect(outcome.steps == 2048)
    // Whole epochs of 8 minibatches, fewer than ten where the KL divergence ended them.
    #expect(outcome.gradientSteps % 8 == 0 && (4 * 8...4 * 80).contains(outcome.gradientSteps))
    #expect(outcome.episodeEnds.count == outcome.episodeReturns.count)
    #expect(outcome.episodeReturns.allSatisfy { (0...0.955).contains($0) })
  }

  @Test("Empty-5x5 is solved, seeds 1 and 2: within 2% of 0.955, drawn and with the best action")
  func learns() {
    for seed in 1...2 {
      let last = run(CategoricalBatch<Float>(actionCount: 7), seed: UInt64(seed), steps: 20_480)
        .last
      #expect(last.sampled >= 0.98 * 0.955, "seed \(seed)")
      #expect(last.argmax >= 0.98 * 0.955, "seed \(seed)")
    }
  }

  @Test("the probabilities of a state are those that its observation gets alone")
  func chancesOfStates() {
    let states = MiniGridStateSpace(of: EmptyRoom(size: 5))
    let agent = ActorCritic(
      observationCount: MiniGridView.length, hiddenSizes: [16],
      distributions: MaskedCategoricalBatch<Float>(
        allowing: [true, true, true, false, false, false, false]), seed: 3)
    let policy = chances(agent, in: states)
    for state in [0, 9, 31] {
      let row = Array(policy[state * 7..<(state + 1) * 7])
      expectClose(row.reduce(0, +), 1, tolerance: 1e-6)
      #expect(row[3...].allSatisfy { $0 == 0 })
      var (pass, alone) = (MLP<Float>.Pass(), agent.distributions)
      let seen = Array(states.observations[state * 147..<(state + 1) * 147])
      agent.actor.forward(seen, rows: 1, &pass)
      alone.update(outputs: pass.output, parameters: [], rows: 1)
      expectClose(
        row, alone.categorical.probabilities[0..<7].map { Double($0) }, tolerance: 1e-6)
    }
  }
}
