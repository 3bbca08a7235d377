import Proximal
import RealModule
import TestSupport
import Testing

@testable import epilogue

@Suite("Pairwise PPO")
struct PairTests {
  private let policy = somePolicy(11)

  /// A bandit as a prompt with three answers.
  private let bandit = TabularMDP.bandit(rewards: [0, 1, 3])
  private let arms = TabularPolicy(logits: [[0.4, -0.3, 0.1]])

  @Test("(10.18) half the difference times the difference of scores, over all pairs of answers")
  func overAllPairs() {
    let exact = objectiveGradient(of: policy, beta: 0, model.reward)
    for estimate in PairEstimate.allCases {
      let mean = pairMoments(estimate, of: policy, shift: [0, 5], model.reward).mean
      expectClose(mean, exact, tolerance: 1e-12, "\(estimate)")
    }
  }

  @Test("(10.18) on a bandit, written out with the core's pairs of independent draws")
  func onABandit() {
    let draws = bandit.trajectories(of: arms, horizon: 1).independentDraws(2)
    let moments = draws.moments { pair in
      let difference = pair[0].discountedReturn - pair[1].discountedReturn
      return zip(arms.score(along: pair[0]), arms.score(along: pair[1])).map {
        0.5 * difference * ($0 - $1)
      }
    }
    expectClose(
      Array(moments.mean.prefix(3)), Array(bandit.policyGradient(of: arms).prefix(3)),
      tolerance: 1e-15)
    // And it is twice the estimate with the batch mean for a baseline, N = 2.
    let batchMean = draws.moments { pair in
      let mean = 0.5 * (pair[0].discountedReturn + pair[1].discountedReturn)
      return zip(arms.score(along: pair[0]), arms.score(along: pair[1])).map {
        0.5 * ((pair[0].discountedReturn - mean) * $0 + (pair[1].discountedReturn - mean) * $1)
      }
    }
    expectClose(batchMean.mean.map { 2 * $0 }, moments.mean, tolerance: 1e-15)
  }

  @Test(
    "(10.19) a constant for a prompt changes nothing pairwise, and a parabola without a baseline")
  func shift() {
    func variance(_ estimate: PairEstimate, _ shift: Double) -> Double {
      pairMoments(estimate, of: policy, shift: [0, shift], model.reward).variance
    }
    let pairwise = [0.0, 4, 16].map { variance(.pairwise, $0) }
    expectClose(pairwise, [pairwise[0], pairwise[0], pairwise[0]], tolerance: 1e-12)
    for estimate in [PairEstimate.noBaseline, .staleCritic] {
      // The third difference of a parabola is zero, its second is not.
      let v = [0.0, 5, 10, 15].map { variance(estimate, $0) }
      expectClose(v[3] - 3 * v[2] + 3 * v[1] - v[0], 0, tolerance: 1e-9)
      #expect(v[2] - 2 * v[1] + v[0] > 1)
    }
    expectClose(variance(.trueCritic, 16), variance(.trueCritic, 0), tolerance: 1e-10)
  }

  @Test("with a stranger from another prompt the mean is the gradient too, and a shift is noise")
  func strangers() {
    // Two prompts as two states, three answers each; one answer is drawn to either.
    let policy = TabularPolicy(logits: [[0.4, -0.3, 0.1], [-0.2, 0.6, 0.3]])
    let rewards: [[Double]] = [[0, 1, 3], [2, -1, 0.5]]
    func moments(shift: Double) -> Moments {
      let pairs = (0..<9).map { [$0 / 3, $0 % 3] }
      let chances = pairs.map {
        policy.probability(of: $0[0], in: 0) * policy.probability(of: $0[1], in: 1)
      }
      return FiniteDistribution(pairs, probabilities: chances).moments { pair in
        let lead = rewards[0][pair[0]] - rewards[1][pair[1]] - shift
        return policy.score(of: pair[0], in: 0).map { 0.5 * lead * $0 }
          + policy.score(of: pair[1], in: 1).map { -0.5 * lead * $0 }
      }
    }
    let exact = (0..<2).flatMap { prompt in
      TabularMDP.bandit(rewards: rewards[prompt]).policyGradient(
        of: TabularPolicy(logits: [Array(policy.logits[3 * prompt..<3 * prompt + 3])])
      ).prefix(3).map { 0.5 * $0 }
    }
    expectClose(moments(shift: 0).mean, exact, tolerance: 1e-15)
    expectClose(moments(shift: 16).mean, exact, tolerance: 1e-14)
    #expect(moments(shift: 16).totalVariance > 50 * moments(shift: 0).totalVariance)
  }

  /// E_old over pairs of f(ρ, ρ′, D), for any number type, on the bandit.
  private func overPairs<Scalar: DifferentiableScalar>(
    _ logits: [Scalar], _ f: (_ first: Scalar, _ second: Scalar, _ lead: Double) -> Scalar
  ) -> Scalar {
    let normaliser = logits.reduce(Scalar(floatLiteral: 0)) { $0 + Scalar.exp($1) }
    let rewards = [0.0, 1, 3]
    var sum = Scalar(floatLiteral: 0)
    for i in 0..<3 {
      for j in 0..<3 {
        func ratio(_ arm: Int) -> Scalar {
          Scalar.exp(logits[arm]) / normaliser
            / Scalar(floatLiteral: arms.probability(of: arm, in: 0))
        }
        let chance = arms.probability(of: i, in: 0) * arms.probability(of: j, in: 0)
        sum += Scalar(floatLiteral: chance) * f(ratio(i), ratio(j), rewards[i] - rewards[j])
      }
    }
    return sum
  }

  @Test("(10.20) on data of an older policy, with ratios: ∇E[R] at every θ, by dual numbers")
  func offPolicy() {
    for z in [[0.4, -0.3, 0.1], [1.5, -1, 0.3], [-2, 0.2, 1]] {
      let slope = gradient(
        of: { logits in
          overPairs(logits) { ($0 - $1) * Dual(0.5 * $2) }
        }, at: z)
      let here = TabularPolicy(logits: [z])
      expectClose(slope, Array(bandit.policyGradient(of: here).prefix(3)), tolerance: 1e-14)
    }
  }

  /// E_old over both prompts and all pairs of answers of f(ρ(y), ρ(y′), R − R′), for any number type.
  private func overAnswers<Scalar: DifferentiableScalar>(
    _ logits: [Scalar], from old: TabularPolicy,
    _ f: (_ first: Scalar, _ second: Scalar, _ lead: Double) -> Scalar
  ) -> Scalar {
    var sum = Scalar(floatLiteral: 0)
    for prompt in 0..<2 {
      let answers = everyAnswer.filter { $0.prompt == prompt }
      let rewards = answers.map(model.reward)
      let before = answers.map { logProbability(of: $0, logits: old.logits) }
      let ratios = answers.indices.map {
        Scalar.exp(
          logProbability(of: answers[$0], logits: logits) - Scalar(floatLiteral: before[$0]))
      }
      for i in answers.indices {
        for j in answers.indices {
          let chance = 0.5 * Double.exp(before[i] + before[j])
          sum += Scalar(floatLiteral: chance) * f(ratios[i], ratios[j], rewards[i] - rewards[j])
        }
      }
    }
    return sum
  }

  @Test("(10.20) on the language, with ratios of whole answers and an old policy some way off")
  func offPolicyOnAnswers() {
    let (old, here) = (somePolicy(12), somePolicy(13))
    let exact = objectiveGradient(of: here, beta: 0, model.reward)
    for place in [0, 3, 26, 161] {
      var point = here.logits.map { Dual($0) }
      point[place].derivative = 1
      let slope = overAnswers(point, from: old) { ($0 - $1) * Dual(0.5 * $2) }.derivative
      expectClose(slope, exact[place], tolerance: 1e-13)
      #expect(exact[place].magnitude > 1e-6)
    }
  }

  @Test("(10.21) clipped, it is chapter 5's loss on answers with D and −D for advantages")
  func clipped() {
    func clip(_ ratio: Double) -> Double { min(max(ratio, 0.8), 1.2) }
    for z in [[0.4, -0.3, 0.1], [0.9, -0.5, 0.1], [-1, 0.2, 1]] {
      let written = overPairs(z) { first, second, lead in
        0.5 * min(first * lead, clip(first) * lead)
          + 0.5 * min(-second * lead, -clip(second) * lead)
      }
      let byTheCore = overPairs(z) { first, second, lead in
        var surrogate = ClippedSurrogate<Double>(clipRange: 0.2)
        surrogate.update(
          logProbabilities: [Double.log(first), Double.log(second)], oldLogProbabilities: [0, 0],
          advantages: [lead, -lead], rows: 2)
        return surrogate.value
      }
      expectClose(byTheCore, written, tolerance: 1e-14)
    }
  }

  /// (10.21) of a batch of pairs, for any number type, from answers and the lead of each pair.
  private func pairLoss<Scalar: DifferentiableScalar>(
    _ answers: [Answer], leads: [Double], logits: [Scalar], old: TabularPolicy
  ) -> Scalar {
    func half(_ answer: Answer, _ lead: Double) -> Scalar {
      let before = logProbability(of: answer, logits: old.logits)
      let ratio = Scalar.exp(
        logProbability(of: answer, logits: logits) - Scalar(floatLiteral: before))
      let held = min(max(ratio, Scalar(floatLiteral: 0.8)), Scalar(floatLiteral: 1.2))
      let weight = Scalar(floatLiteral: lead)
      return Scalar(floatLiteral: 0.5) * min(ratio * weight, held * weight)
    }
    let sum = leads.indices.reduce(Scalar(floatLiteral: 0)) {
      $0 + half(answers[2 * $1], leads[$1]) + half(answers[2 * $1 + 1], -leads[$1])
    }
    return sum / Scalar(floatLiteral: Double(leads.count))
  }

  @Test("(10.21) what the writer climbs for pairs is the slope of this on its batch, price and all")
  func writersSlope() {
    let old = somePolicy(15)
    var writer = Writer(Recipe(credit: .perPair), model)
    writer.logits = old.logits.map { Float($0) }
    var (generator, sampler) = (PCG64(seed: 921), CategoricalBatch<Float>(actionCount: 4))
    sampler.update(logits: writer.logits, rows: Language.finished)
    let batch = AnswerBatch(pairs: 40, by: sampler, using: &generator)
    let logs = writer.logProbabilities(batch)
    let advantages = writer.answerAdvantages(batch, logs)
    // Some gradient steps later.
    let moved = old.moved(along: somePolicy(16).logits, stepSize: 0.3)
    writer.logits = moved.logits.map { Float($0) }
    let weights = writer.scoreWeights(batch, writer.logProbabilities(batch), logs, advantages)
    #expect(weights.contains(0) && weights.contains { $0 != 0 })
    var (rows, slope) = (
      [Float](repeating: 0, count: 4 * batch.count), [Double](repeating: 0, count: 324)
    )
    writer.distribution.scoreGradient(weights: weights, actions: batch.tokens, into: &rows)
    for t in 0..<batch.count {
      for b in 0..<4 { slope[4 * batch.drafts[t] + b] += Double(rows[4 * t + b]) }
    }
    // The answers once more, from their tokens, and R − β log(π_old/π_ref) of each.
    let answers = batch.prompts.indices.map { index in
      let tokens = (0..<batch.count).filter { batch.answers[$0] == index }.map { batch.tokens[$0] }
      return Answer(prompt: batch.prompts[index], words: tokens.filter { $0 != Language.end })
    }
    let worths = answers.map {
      model.reward($0) - 0.8
        * (logProbability(of: $0, logits: old.logits)
          - logProbability(of: $0, logits: Language.reference.logits))
    }
    let leads = (0..<40).map { worths[2 * $0] - worths[2 * $0 + 1] }
    for place in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] {
      var point = moved.logits.map { Dual($0) }
      point[place].derivative = 1
      let exact = pairLoss(answers, leads: leads, logits: point, old: old).derivative
      expectClose(slope[place], exact, tolerance: 2e-6)
    }
    #expect(slope.prefix(12).contains { $0.magnitude > 0.01 })
  }

  @Test("(10.21) at θ_old it touches the surrogate (10.20), and is nowhere above it")
  func touches() {
    func clip(_ ratio: Double) -> Double { min(max(ratio, 0.8), 1.2) }
    func value(_ z: [Double], clipped: Bool) -> Double {
      overPairs(z) { first, second, lead in
        let plain = 0.5 * lead * (first - second)
        return clipped
          ? 0.5 * min(first * lead, clip(first) * lead)
            + 0.5 * min(-second * lead, -clip(second) * lead) : plain
      }
    }
    let z = [0.4, -0.3, 0.1]
    expectClose(value(z, clipped: true), value(z, clipped: false), tolerance: 1e-15)
    expectClose(
      centralDifference(of: { value($0, clipped: true) }, at: z),
      Array(bandit.policyGradient(of: arms).prefix(3)), tolerance: 1e-9)
    for shift in [0.5, 1, 2] {
      let (right, wrong) = (
        [z[0] - shift, z[1], z[2] + shift], [z[0] + shift, z[1], z[2] - shift]
      )
      #expect(value(right, clipped: true) < value(right, clipped: false))
      #expect(value(wrong, clipped: true) <= value(wrong, clipped: false) + 1e-15)
    }
  }
}
