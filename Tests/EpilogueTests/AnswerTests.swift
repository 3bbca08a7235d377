import Proximal
import RealModule
import TestSupport
import Testing

@testable import epilogue

@Suite("Answers")
struct AnswerTests {
  @Test("two prompts, 121 answers to each, 80 drafts, and each answer once")
  func everyAnswerOnce() {
    let answers = Language.answers(of: somePolicy(1)).map { Language.answer($0.outcome) }
    #expect(answers.count == 242 && everyAnswer.count == 242)
    #expect(everyAnswer.allSatisfy { answer in answers.count { $0 == answer } == 1 })
    #expect(Language.drafts.count == 80)
    #expect(Set(Language.drafts.map { "\($0.prompt)\($0.words)" }).count == 80)
  }

  @Test(
    "(10.1) the probability of an answer is the product of its tokens' probabilities, and all sum to 1"
  )
  func product() {
    for seed in 1...3 as ClosedRange<UInt64> {
      let policy = somePolicy(seed, scale: 2)
      var sum = 0.0
      for (tau, chance) in Language.answers(of: policy) {
        let whole = logProbability(of: Language.answer(tau), logits: policy.logits)
        expectClose(policy.logProbability(along: tau), whole, tolerance: 1e-13)
        expectClose(chance, 0.5 * Double.exp(whole), tolerance: 1e-14)
        sum += chance
      }
      expectClose(sum, 1, tolerance: 1e-13)
    }
  }

  @Test("by hand: `yes` has the probability 1/(3 + e⁻¹) · √e/(2 + e⁻² + √e) under the reference")
  func yes() {
    let e = { Double.exp($0) }
    let chance = 1 / (3 + e(-1)) * e(0.5) / (2 + e(-2) + e(0.5))
    expectClose(
      chanceOfWriting(Answer(prompt: 0, words: [0]), Language.reference), chance, tolerance: 1e-15)
    expectClose(
      chanceOfWriting(Answer(prompt: 1, words: [0]), Language.reference), chance, tolerance: 1e-15)
  }

  @Test("by hand: what people think, and what the model counts")
  func values() {
    let cases: [(Int, [Int], Double, [Double])] = [
      (0, [0], 2, [1, 0, 0]), (0, [1], -2, [0, 1, 0]), (1, [1, 2], 3, [1, 0, 1]),
      (1, [0, 1], 0, [1, 1, 0]), (0, [0, 0, 0, 0], -2.5, [4, 0, 0]), (0, [], 0, [0, 0, 0]),
      (0, [2, 0, 2], 1.5, [1, 0, 2]),
    ]
    for (prompt, words, value, counts) in cases {
      let answer = Answer(prompt: prompt, words: words)
      #expect(trueValue(answer) == value)
      #expect(PreferenceModel.counts(answer) == counts)
    }
    #expect(everyAnswer.map(trueValue).max() == 3)
    #expect(everyAnswer.count { trueValue($0) == 3 } == 4, "yes or no, with thanks, either order")
  }

  @Test("the recursion over drafts gives the means of the sum over answers")
  func recursion() {
    for seed in 1...3 as ClosedRange<UInt64> {
      let policy = somePolicy(seed, scale: 1.5)
      let (answers, fast) = (Language.answers(of: policy), worth(of: policy, model))
      expectClose(
        fast.reward, answers.expectation { model.reward(Language.answer($0)) }, tolerance: 1e-13)
      expectClose(
        fast.truth, answers.expectation { trueValue(Language.answer($0)) }, tolerance: 1e-13)
      expectClose(fast.tokens, answers.expectation { Double($0.count) }, tolerance: 1e-13)
      expectClose(
        fast.objective(beta: 0.7), wholeObjective(logits: policy.logits, beta: 0.7, model.reward),
        tolerance: 1e-12)
    }
  }
}
