import Proximal
import RealModule
import TestSupport
import Testing

@testable import epilogue

@Suite("A price on leaving home")
struct PriceTests {
  private let policy = somePolicy(7, scale: 1.5)

  @Test("(10.6) the objective is E[R] − β KL, the KL taken between whole answers")
  func whole() {
    for beta in [0.0, 0.8, 3] {
      expectClose(
        objective(of: policy, beta: beta, model.reward),
        wholeObjective(logits: policy.logits, beta: beta, model.reward), tolerance: 1e-12)
    }
    expectClose(
      objective(of: Language.reference, beta: 5, model.reward),
      worth(of: Language.reference, model).reward, tolerance: 1e-13)
  }

  @Test("(10.7) the KL of answers is the mean of the sum of their tokens' log ratios")
  func chainRule() {
    let whole = everyAnswer.reduce(0.0) { sum, answer in
      let new = logProbability(of: answer, logits: policy.logits)
      let old = logProbability(of: answer, logits: Language.reference.logits)
      return sum + 0.5 * Double.exp(new) * (new - old)
    }
    expectClose(worth(of: policy, model).divergence, whole, tolerance: 1e-13)
    // By states: Σ_s P(s is visited) KL(s).
    let visits = Language.answers(of: policy).moments { tau in
      (0...Language.finished).map { state in tau.states.contains(state) ? 1 : 0 }
    }.mean
    expectClose(
      dot(visits, policy.klDivergence(to: Language.reference)), whole, tolerance: 1e-13)
  }

  @Test("(10.8) the rewards of the tokens add up to J in the mean, R at the last token alone")
  func tokens() {
    let sum = Language.answers(of: policy).expectation {
      tokenRewards($0, policy, beta: 0.8, model.reward).reduce(0, +)
    }
    expectClose(
      sum, wholeObjective(logits: policy.logits, beta: 0.8, model.reward), tolerance: 1e-12)
    for (tau, _) in Language.answers(of: policy) {
      let free = tokenRewards(tau, policy, beta: 0, model.reward)
      #expect(free.dropLast().allSatisfy { $0 == 0 })
      #expect(free.last == model.reward(Language.answer(tau)))
    }
  }

  @Test("(10.9) the policy gradient with the rewards as numbers is ∇J: automatic, and differences")
  func policyGradient() {
    for beta in [0.0, 0.8] {
      let formula = objectiveGradient(of: policy, beta: beta, model.reward)
      // Three drafts, all four logits each: 320 times the sum over answers would take long.
      for place in [0, 1, 2, 3, 24, 25, 26, 27, 300, 301, 302, 303] {
        var point = policy.logits.map { Dual($0) }
        point[place].derivative = 1
        expectClose(
          formula[place], wholeObjective(logits: point, beta: beta, model.reward).derivative,
          tolerance: 1e-12)
      }
      #expect(formula.suffix(4) == [0, 0, 0, 0], "nothing is written after the end")
    }
    let order = observedOrder(
      of: { h in
        centralDifference(
          of: { first in
            let logits = first + policy.logits.dropFirst(4)
            return wholeObjective(logits: logits, beta: 0.8, model.reward)
          }, at: Array(policy.logits.prefix(4)), step: h)
      }, step: 0.05)
    expectClose(order, 2, tolerance: 0.05)
  }

  @Test("(10.9) the term that is dropped, −β E[∇ log π], is zero")
  func dropped() {
    let score = Language.answers(of: policy).moments { policy.score(along: $0) }.mean
    #expect(score.allSatisfy { $0.magnitude < 1e-14 })
  }

  @Test("(10.9) without a price it is the core's policy gradient of the world that pays R")
  func ofTheCore() {
    expectClose(
      objectiveGradient(of: policy, beta: 0, model.reward),
      Language.world(paying: model.reward).policyGradient(of: policy), tolerance: 1e-12)
  }
}
