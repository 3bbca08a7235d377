import Notebook
import Proximal
import TestSupport
import Testing

@testable import epilogue

@Suite("The epilogue's training loop")
struct TrainingTests {
  private func run(
    _ recipe: Recipe = Recipe(), seed: UInt64 = 1, steps: Int = 8000
  ) -> TrainingOutcome {
    train(recipe, model, seed: seed, steps: steps, report: .silent).0
  }

  /// The worth of the policy after each update.
  private func path(_ recipe: Recipe, seed: UInt64, steps: Int) -> [Worth] {
    train(recipe, model, seed: seed, steps: steps, report: .silent).1.snapshots.map(\.worth)
  }

  @Test("the same seed gives the same run to the last bit; another seed or recipe does not")
  func determinism() {
    let (first, second) = (run(), run())
    #expect(first.weightsHash == second.weightsHash)
    #expect(first.episodeReturns == second.episodeReturns)
    #expect(first.weightsHash != run(seed: 2).weightsHash)
    #expect(first.weightsHash != run(Recipe(beta: 0.7)).weightsHash)
    #expect(first.weightsHash != run(Recipe(credit: .perAnswer)).weightsHash)
    #expect(first.weightsHash != run(Recipe(epochs: 5)).weightsHash)
  }

  @Test("every token is counted once, every answer ends once, and its return is Σ r_t")
  func counting() {
    let outcome = run(steps: 1)
    #expect(outcome.episodeReturns.count == 128 && outcome.episodeEnds.count == 128)
    #expect(outcome.episodeEnds.last == outcome.steps)
    #expect(outcome.gradientSteps == 4)
    // At the reference every log ratio is 0 but for rounding: the returns are R, which is one of few.
    let rewards = everyAnswer.map(model.reward)
    #expect(
      outcome.episodeReturns.allSatisfy { r in rewards.contains { ($0 - r).magnitude < 1e-5 } })
  }

  @Test("(10.8) the rewards of a batch are those of the formula, of the policy that wrote it")
  func rewards() {
    var writer = Writer(Recipe(), model)
    let elsewhere = somePolicy(21)
    writer.logits = elsewhere.logits.map { Float($0) }
    let batch = someBatch(by: writer, seed: 3)
    let rewards = writer.rewards(batch, writer.logProbabilities(batch))
    let sums = batch.summed(rewards)
    for (answer, sum) in sums.enumerated() {
      let places = batch.answers.indices.filter { batch.answers[$0] == answer }
      let tau = trajectory(places.map { batch.tokens[$0] }, prompt: batch.prompts[answer])
      let exact = tokenRewards(tau, elsewhere, beta: 0.8, model.reward)
      expectClose(Double(sum), exact.reduce(0, +), tolerance: 1e-5)
      expectClose(places.map { Double(rewards[$0]) }, exact, tolerance: 1e-5)
    }
  }

  @Test("(10.9) the first gradient step of many answers is along ∇J, for tokens, answers and pairs")
  func firstStep() {
    let exact = objectiveGradient(of: Language.reference, beta: 0.8, model.reward)
    for credit in [Credit.perToken, .perAnswer, .perPair] {
      var writer = Writer(Recipe(credit: credit), model)
      let batch = someBatch(by: writer, seed: 4, pairs: 30_000)
      let old = writer.logProbabilities(batch)
      let rewards = writer.rewards(batch, old)
      // Each token has the answer's return for an advantage: λ = 1 and no critic.
      let returns = batch.summed(rewards)
      let advantages =
        credit == .perToken
        ? batch.answers.map { returns[$0] } : writer.answerAdvantages(batch, old)
      let weights = writer.scoreWeights(batch, old, old, advantages)
      var rows = [Float](repeating: 0, count: 4 * batch.count)
      writer.distribution.scoreGradient(weights: weights, actions: batch.tokens, into: &rows)
      var sum = [Double](repeating: 0, count: 324)
      for t in 0..<batch.count {
        for b in 0..<4 { sum[4 * batch.drafts[t] + b] += Double(rows[4 * t + b]) }
      }
      let cosine = dot(sum, exact) / (dot(sum, sum) * dot(exact, exact)).squareRoot()
      #expect(cosine > 0.97, "\(credit): \(cosine)")
    }
  }

  @Test("PPO comes near J*, and not above it, with a clip a token, an answer or a pair")
  func climbs() {
    let best = objective(of: optimum(beta: 0.8, model.reward).policy, beta: 0.8, model.reward)
    for credit in [Credit.perToken, .perAnswer, .perPair] {
      for seed in [31, 32] as [UInt64] {
        let outcome = run(Recipe(credit: credit), seed: seed, steps: 40_000)
        #expect(outcome.finalReturn! > best - 0.05, "\(credit), seed \(seed)")
        #expect(outcome.finalReturn! <= best + 1e-9)
      }
    }
  }

  @Test("without the price the model's opinion rises, and people's ends below the reference")
  func withoutThePrice() {
    let free = path(Recipe(beta: 0), seed: 33, steps: 60_000)
    let (home, end) = (worth(of: Language.reference, model), free.last!)
    #expect(end.reward > home.reward + 3)
    #expect(end.truth < home.truth)
    #expect(free.map(\.truth).max()! > 2)
  }

  @Test("(10.19) P3O does not know of a constant, to the bit; PPO does")
  func shift() {
    let pair = Recipe(credit: .perPair)
    let shifted = Recipe(credit: .perPair, shift: [0, 16])
    #expect(run(pair).weightsHash == run(shifted).weightsHash)
    #expect(run().weightsHash != run(Recipe(shift: [0, 16])).weightsHash)
    let strangers = Recipe(credit: .perPair, partner: 2, shift: [0, 16])
    #expect(run(strangers).weightsHash != run(Recipe(credit: .perPair, partner: 2)).weightsHash)
  }

  @Test("a leash to the policy that wrote is no leash: the run without a price, to the bit")
  func leash() {
    #expect(run(Recipe(leash: .toOldPolicy)).weightsHash == run(Recipe(beta: 0)).weightsHash)
    #expect(run(Recipe(leash: .toOldPolicy)).weightsHash != run().weightsHash)
  }

  @Test("paid by the word, answers grow longer")
  func byTheWord() {
    let plain = path(Recipe(), seed: 1, steps: 20_000)
    let wordy = path(Recipe(payment: .onEveryToken), seed: 1, steps: 20_000)
    #expect(wordy.last!.tokens > plain.last!.tokens + 0.5)
  }

  private func someBatch(by writer: Writer, seed: UInt64, pairs: Int = 16) -> AnswerBatch {
    var generator = PCG64(seed: seed)
    var policy = CategoricalBatch<Float>(actionCount: 4)
    policy.update(logits: writer.logits, rows: Language.finished)
    return AnswerBatch(pairs: pairs, by: policy, using: &generator)
  }

  /// The trajectory that writes these tokens.
  private func trajectory(_ tokens: [Int], prompt: Int) -> TabularTrajectory {
    Language.answers(of: Language.reference).first {
      $0.outcome.actions == tokens && $0.outcome.states[0] == prompt
    }!.outcome
  }
}
