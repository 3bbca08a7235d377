import Notebook
import Proximal
import TestSupport
import Testing

@testable import ppo_clip

@Suite("The chapter's training loop")
struct TrainingTests {
  private func run(
    seed: UInt64 = 1, steps: Int = 20_000, clipRange: Double = 0.2
  ) -> TrainingOutcome {
    train(seed: seed, steps: steps, report: .silent) { ClippedUpdate($0, clipRange: clipRange) }.0
  }

  @Test("the same seed gives the same run to the last bit; another seed or ε does not")
  func determinism() {
    let (first, second) = (run(), run())
    #expect(first.weightsHash == second.weightsHash)
    #expect(first.episodeReturns == second.episodeReturns)
    #expect(first.weightsHash != run(seed: 2).weightsHash)
    #expect(first.weightsHash != run(clipRange: 0.1).weightsHash)
  }

  @Test("(5.16) with one gradient step a batch ε does not matter: it is the policy gradient")
  func oneStep() {
    var (policy, batch, advantages) = snapshot(seed: 3, updates: 2)
    let hashes = [0.01, 0.2, .infinity].map { clipRange in
      var (moved, update) = (policy, ClippedUpdate(policy, epochs: 1, clipRange: clipRange))
      update.improve(&moved, on: batch, advantages: advantages)
      return moved.parameterHash
    }
    #expect(Set(hashes).count == 1)
    // The same step from scores alone, with weights A / N and no ratio anywhere.
    var (pass, distribution) = (MLP<Float>.Pass(), CategoricalBatch<Float>(actionCount: 2))
    policy.forward(batch.observations, rows: batch.count, &pass)
    distribution.update(logits: pass.output, rows: batch.count)
    distribution.scoreGradient(
      weights: advantages.map { $0 / Float(batch.count) }, actions: batch.actions,
      into: &pass.outputGradient)
    var slope = policy.parameters
    policy.backward(batch.observations, &pass, into: &slope)
    var adam = Adam<Float>(parameterCount: slope.count, learningRate: 0.004)
    adam.ascend(&policy.parameters, along: slope)
    #expect(policy.parameterHash == hashes[0])
  }

  @Test("the clip does not bound the ratios, and an update goes less far with it than without")
  func drift() {
    let (policy, batch, advantages) = snapshot(seed: 1, updates: 10)
    func improved(_ slope: Slope, clipRange: Double = 0.2) -> UpdateRecord {
      var moved = policy
      var update = ClippedUpdate(policy, epochs: 100, clipRange: clipRange, slope: slope)
      return update.improve(&moved, on: batch, advantages: advantages)
    }
    let (withMin, alone) = (improved(.withMin), improved(.clipAlone))
    let plain = improved(.withMin, clipRange: .infinity)
    #expect(withMin.highest > 1.3 && withMin.lowest < 0.7)
    #expect(alone.highest > withMin.highest && alone.lowest < withMin.lowest)
    #expect(withMin.meanKL < alone.meanKL && withMin.meanKL < plain.meanKL / 5)
    #expect(withMin.flatFraction < withMin.clipFraction && withMin.flatFraction > 0)
  }

  @Test("it learns CartPole: 440 or more over the last 100 episodes, seeds 1 to 3")
  func learns() {
    for seed in 1...3 {
      let outcome = run(seed: UInt64(seed), steps: 200_000)
      #expect(outcome.steps == 200_000)
      #expect((outcome.finalReturn ?? 0) >= 440, "seed \(seed): \(outcome.finalReturn ?? 0)")
    }
  }

  @Test(
    "X18 the clip does not always beat the penalty: seed 3 prefers the penalty, seed 4 the clip")
  func clipAgainstPenalty() {
    func lead(seed: UInt64) -> Double {
      let penalty = train(seed: seed, steps: 200_000, report: .silent) {
        KLPenaltyUpdate($0, beta: 1, rule: .target(0.01), learningRate: 0.004)
      }.0
      return (run(seed: seed, steps: 200_000).finalReturn ?? 0) - (penalty.finalReturn ?? 0)
    }
    #expect(lead(seed: 3) < -10)
    #expect(lead(seed: 4) > 10)
  }

  @Test("log-probabilities kept one row late show at once: the ratios do not begin at 1")
  func oneRowLate() {
    let (policy, batch, advantages) = snapshot(seed: 1, updates: 10)
    func ones(_ kept: @escaping @Sendable ([Float]) -> [Float]) -> Int {
      var (moved, update) = (policy, ClippedUpdate(policy, epochs: 0, kept: kept))
      update.improve(&moved, on: batch, advantages: advantages)
      return update.objective.ratios.prefix(batch.count).count { $0 == 1 }
    }
    #expect(ones { $0 } == batch.count)
    #expect(ones { [0] + $0.dropLast() } < batch.count / 10)
  }

  @Test("(5.20) it is Mann and Whitney's U over nm, which knows ranks alone")
  func improvement() {
    var generator = PCG64(seed: 98)
    for _ in 0..<100 {
      // Few different values, so that ties are frequent.
      let x = (0..<7).map { _ in Double(generator.integer(in: 0..<6)) }
      let y = (0..<9).map { _ in Double(generator.integer(in: 0..<6)) }
      // The rank of each x in all values together; ties share the mean of their ranks.
      let all = x + y
      let ranks = x.map { value in
        Double(all.count { $0 < value }) + (Double(all.count { $0 == value }) + 1) / 2
      }
      let u = ranks.reduce(0, +) - 7 * 8 / 2
      expectClose(probabilityOfImprovement(x, over: y), u / 63, tolerance: 1e-14)
    }
  }
}
