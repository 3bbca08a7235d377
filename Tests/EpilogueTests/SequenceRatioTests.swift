import Proximal
import RealModule
import TestSupport
import Testing

@testable import epilogue

@Suite("One ratio for a whole answer: the geometric mean")
struct SequenceRatioTests {
  private let old = somePolicy(31)

  private func ratios(
    _ tau: TabularTrajectory, _ new: TabularPolicy
  ) -> [Double] {
    zip(tau.states, tau.actions).map {
      new.probability(of: $1, in: $0) / old.probability(of: $1, in: $0)
    }
  }

  @Test("(10.28) s is the T-th root of the answer's ratio, and the geometric mean of its tokens'")
  func geometricMean() {
    let new = somePolicy(32)
    for tau in Language.answers(of: old).outcomes {
      let answer = Language.answer(tau)
      let whole = Double.exp(
        logProbability(of: answer, logits: new.logits)
          - logProbability(of: answer, logits: old.logits))
      let s = sequenceRatio(tau, new, old)
      expectClose(s, Double.root(whole, tokens(answer).count), tolerance: 1e-13)
      let product = ratios(tau, new).reduce(1, *)
      expectClose(Double.pow(s, tau.count) / product, 1, tolerance: 1e-12)
    }
  }

  @Test(
    "(10.28) inside 1 ± ε exactly where the answer's ratio is between the T-th powers of its ends")
  func interval() {
    var (inside, outside, unnoticed) = (0, 0, 0)
    for (seed, step) in [(33, 0.1), (34, 0.3), (35, 1.0)] as [(UInt64, Double)] {
      let new = old.moved(along: somePolicy(seed).logits, stepSize: step)
      for tau in Language.answers(of: old).outcomes {
        let s = sequenceRatio(tau, new, old)
        let tokens = ratios(tau, new)
        let (low, high) = (Double.pow(0.8, tau.count), Double.pow(1.2, tau.count))
        let isInside = (0.8...1.2).contains(s)
        #expect(isInside == (low...high).contains(tokens.reduce(1, *)))
        // If all tokens are inside, so is s; not the other way round.
        if tokens.allSatisfy((0.8...1.2).contains) {
          #expect(isInside)
        } else if isInside {
          unnoticed += 1
        }
        inside += isInside ? 1 : 0
        outside += isInside ? 0 : 1
      }
    }
    #expect(inside > 50 && outside > 50 && unnoticed > 20)
  }

  @Test(
    "(10.28) both ends are reached: four tokens, each at the same end of its range",
    arguments: [0.8, 1.2])
  func ends(end: Double) {
    // yes yes yes yes: each of its four tokens becomes end times as likely.
    let tau = Language.answers(of: old).outcomes.first {
      Language.answer($0) == Answer(prompt: 0, words: [0, 0, 0, 0])
    }!
    var logits = old.logits
    for (state, token) in zip(tau.states, tau.actions) {
      let p = old.probability(of: token, in: state)
      #expect(end * p < 1)
      logits[4 * state + token] += Double.log(end * (1 - p) / (1 - end * p))
    }
    let new = TabularPolicy(logits: logits, actionCount: 4)
    expectClose(ratios(tau, new), [end, end, end, end], tolerance: 1e-13)
    expectClose(sequenceRatio(tau, new, old), end, tolerance: 1e-13)
    expectClose(
      Double.exp(new.logProbability(along: tau) - old.logProbability(along: tau)),
      Double.pow(end, 4), tolerance: 1e-13)
  }

  /// E_old[s(y) A(y)], for any number type.
  private func surrogate<Scalar: DifferentiableScalar>(
    logits: [Scalar], _ advantage: (Answer) -> Double
  ) -> Scalar {
    everyAnswer.reduce(Scalar(floatLiteral: 0)) { sum, answer in
      let before = logProbability(of: answer, logits: old.logits)
      let now = logProbability(of: answer, logits: logits)
      let share = 0.5 * Double.exp(before) * advantage(answer)
      let exponent =
        (now - Scalar(floatLiteral: before))
        / Scalar(floatLiteral: Double(tokens(answer).count))
      return sum + Scalar(floatLiteral: share) * Scalar.exp(exponent)
    }
  }

  @Test("(10.29) the gradient of E[s A] is E[s A z / T], at every θ: dual numbers")
  func slope() {
    for step in [0.0, 0.4] {
      let here = old.moved(along: somePolicy(36).logits, stepSize: step)
      let formula = Language.answers(of: old).moments { tau in
        let weight =
          sequenceRatio(tau, here, old) * trueValue(Language.answer(tau)) / Double(tau.count)
        return here.weightedScore(along: tau, weights: tau.actions.map { _ in weight })
      }.mean
      for place in [0, 1, 2, 3, 24, 25, 26, 27, 300, 301, 302, 303] {
        var point = here.logits.map { Dual($0) }
        point[place].derivative = 1
        expectClose(
          formula[place], surrogate(logits: point, trueValue).derivative, tolerance: 1e-12)
      }
    }
  }

  @Test("(10.29) at θ_old with A = R − b it is (10.25), and not the gradient of E[R]")
  func atTheOldPolicy() {
    let baselines = (0..<2).map { mean(to: $0, of: old, isRight) }
    let formula = rewardGradient(of: old, perToken: true, isRight)
    let plain = rewardGradient(of: old, perToken: false, isRight)
    for place in [0, 1, 2, 3, 24, 25, 26, 27] {
      var point = old.logits.map { Dual($0) }
      point[place].derivative = 1
      let slope = surrogate(logits: point) { isRight($0) - baselines[$0.prompt] }.derivative
      expectClose(slope, formula[place], tolerance: 1e-12)
    }
    #expect(cosine(formula, plain) < 0.999)
  }
}
