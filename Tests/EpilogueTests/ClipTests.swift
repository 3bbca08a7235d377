import Proximal
import RealModule
import TestSupport
import Testing

@testable import epilogue

@Suite("One clip a token, or one an answer")
struct ClipTests {
  @Test("(10.14) the ratio of an answer is the product of its tokens' ratios")
  func product() {
    let (old, new) = (somePolicy(3), somePolicy(4))
    for (tau, chance) in Language.answers(of: old) {
      let whole = Double.exp(
        logProbability(of: Language.answer(tau), logits: new.logits)
          - logProbability(of: Language.answer(tau), logits: old.logits))
      let product = zip(tau.states, tau.actions).reduce(1.0) {
        $0 * new.probability(of: $1.1, in: $1.0) / old.probability(of: $1.1, in: $1.0)
      }
      expectClose(product, whole, tolerance: 1e-12)
      #expect(chance > 0)
    }
  }

  @Test("(10.14) both bounds are reached, each by a policy whose tokens are all at one end")
  func ends() {
    // From even chances, `yes` at every draft times 1.2, or 0.8; the others share what is left.
    let even = Language.reference.moved(
      along: Language.reference.logits.map { -$0 }, stepSize: 1)
    for (share, inTheText) in [(1.2, 2.07), (0.8, 0.41)] {
      let others = (1 - 0.25 * share) / 3
      let logits = even.logits.indices.map { Double.log($0 % 4 == 0 ? 0.25 * share : others) }
      let moved = TabularPolicy(logits: logits, actionCount: 4)
      var farthest = 1.0
      for (tau, _) in Language.answers(of: even) {
        let ratios = zip(tau.states, tau.actions).map {
          moved.probability(of: $1, in: $0) / even.probability(of: $1, in: $0)
        }
        #expect(ratios.allSatisfy { $0 > 0.8 - 1e-14 && $0 < 1.2 + 1e-14 })
        let whole = Double.exp(
          moved.logProbability(along: tau) - even.logProbability(along: tau))
        if abs(Double.log(whole)) > abs(Double.log(farthest)) { farthest = whole }
      }
      expectClose(farthest, share * share * share * share, tolerance: 1e-13)
      expectClose(farthest, inTheText, tolerance: 0.005)
    }
  }

  @Test("(10.14) tokens inside 1 ± 0.2 hold an answer of T of them between 0.8^T and 1.2^T")
  func bounds() {
    // Small moves: every token stays inside, and every answer between the powers.
    for seed in 1...5 as ClosedRange<UInt64> {
      let old = somePolicy(seed)
      let new = old.moved(along: somePolicy(seed + 50).logits, stepSize: 0.03)
      var count = 0
      for (tau, _) in Language.answers(of: old) {
        let ratios = zip(tau.states, tau.actions).map {
          new.probability(of: $1, in: $0) / old.probability(of: $1, in: $0)
        }
        guard ratios.allSatisfy({ (0.8...1.2).contains($0) }) else { continue }
        count += 1
        let (low, high) = (Double.pow(0.8, tau.count), Double.pow(1.2, tau.count))
        #expect((low...high).contains(ratios.reduce(1, *)))
      }
      #expect(count > 100)
    }
  }

  @Test("shares by hand: nothing has left at the old policy, everything far away")
  func shares() {
    let old = somePolicy(3)
    #expect(sharesOutside(old, old, epsilon: 0.2) == (0, 0, 0))
    let far = sharesOutside(somePolicy(4, scale: 40), old, epsilon: 0.2)
    #expect(far.someToken > 0.99 && far.answer > 0.9)
  }

  @Test("at θ_old both clips have the slope of the policy gradient, up to a factor")
  func sameSlope() {
    // Per token: Σ_t ρ_t A; per answer: ρ(y) A. The derivatives at ρ = 1, with one advantage A(y).
    let old = somePolicy(3)
    func advantage(_ tau: TabularTrajectory) -> Double { model.reward(Language.answer(tau)) }
    func tokenSurrogate(_ logits: [Double]) -> Double {
      let new = TabularPolicy(logits: logits, actionCount: 4)
      return Language.answers(of: old).expectation { tau in
        zip(tau.states, tau.actions).reduce(0.0) { sum, step in
          let ratio =
            new.probability(of: step.1, in: step.0) / old.probability(of: step.1, in: step.0)
          return sum
            + ClippedSurrogateTerm(ratio: ratio, advantage: advantage(tau), clipRange: 0.2).value
        }
      }
    }
    func answerSurrogate(_ logits: [Double]) -> Double {
      let new = TabularPolicy(logits: logits, actionCount: 4)
      return Language.answers(of: old).expectation { tau in
        let ratio = Double.exp(new.logProbability(along: tau) - old.logProbability(along: tau))
        return ClippedSurrogateTerm(ratio: ratio, advantage: advantage(tau), clipRange: 0.2).value
      }
    }
    let exact = objectiveGradient(of: old, beta: 0, model.reward)
    for place in [0, 1, 3, 25, 200] {
      func slope(_ f: ([Double]) -> Double) -> Double {
        var (above, below) = (old.logits, old.logits)
        above[place] += 1e-5
        below[place] -= 1e-5
        return (f(above) - f(below)) / 2e-5
      }
      expectClose(slope(tokenSurrogate), exact[place], tolerance: 1e-8)
      expectClose(slope(answerSurrogate), exact[place], tolerance: 1e-8)
    }
  }
}
