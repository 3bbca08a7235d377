import Proximal
import RealModule
import TestSupport
import Testing

@testable import epilogue

@Suite("The best policy at a price")
struct OptimumTests {
  /// π*(y|x) and J* of a prompt by (10.11), over whole answers.
  private func weighed(prompt: Int, beta: Double) -> (chances: [Double], value: Double) {
    let answers = everyAnswer.filter { $0.prompt == prompt }
    let weights = answers.map {
      Double.exp(
        logProbability(of: $0, logits: Language.reference.logits) + model.reward($0) / beta)
    }
    let z = weights.reduce(0, +)
    return (weights.map { $0 / z }, beta * Double.log(z))
  }

  private func chances(_ policy: TabularPolicy, prompt: Int) -> [Double] {
    everyAnswer.filter { $0.prompt == prompt }.map {
      Double.exp(logProbability(of: $0, logits: policy.logits))
    }
  }

  @Test("(10.10) J is a constant minus β KL(π‖π*), for any policy at all")
  func distance() {
    for seed in 1...4 as ClosedRange<UInt64> {
      let policy = somePolicy(seed, scale: Double(seed))
      for beta in [0.4, 0.8, 2] {
        let byPrompt = (0..<2).map { prompt in
          let (best, value) = weighed(prompt: prompt, beta: beta)
          let here = chances(policy, prompt: prompt)
          return value
            - beta * zip(here, best).reduce(0.0) { $0 + $1.0 * Double.log($1.0 / $1.1) }
        }
        expectClose(
          objective(of: policy, beta: beta, model.reward), (byPrompt[0] + byPrompt[1]) / 2,
          tolerance: 1e-12)
      }
    }
  }

  @Test("(10.11) the reference times exp(R/β) is best: J* is reached, with slope 0, and not passed")
  func best() {
    for beta in [0.3, 0.8, 2] {
      let best = optimum(beta: beta, model.reward).policy
      let value = (0..<2).map { weighed(prompt: $0, beta: beta).value }.reduce(0, +) / 2
      expectClose(objective(of: best, beta: beta, model.reward), value, tolerance: 1e-12)
      let slope = objectiveGradient(of: best, beta: beta, model.reward)
      #expect(slope.allSatisfy { $0.magnitude < 1e-13 })
      for seed in 1...20 as ClosedRange<UInt64> {
        let nearby = best.moved(along: somePolicy(seed).logits, stepSize: 0.05)
        #expect(objective(of: nearby, beta: beta, model.reward) < value)
      }
    }
  }

  @Test("(10.12) the soft values: J* at the prompts, R's log-mean-exp below, and π* token by token")
  func tokenByToken() {
    for beta in [0.3, 0.8, 2] {
      let (best, values) = optimum(beta: beta, model.reward)
      for prompt in 0..<2 {
        let (whole, value) = weighed(prompt: prompt, beta: beta)
        expectClose(chances(best, prompt: prompt), whole, tolerance: 1e-12)
        expectClose(values[prompt], value, tolerance: 1e-12)
      }
      for draft in Language.drafts.indices {
        let exponents = (0...Language.end).map { token in
          let next = Language.next[draft][token]
          let worth =
            next < Language.finished ? values[next] : model.reward(Language.answer(draft, token))
          expectClose(
            best.probability(of: token, in: draft),
            Language.reference.probability(of: token, in: draft)
              * Double.exp((worth - values[draft]) / beta), tolerance: 1e-12)
          return Language.reference.logProbability(of: token, in: draft) + worth / beta
        }
        let soft = beta * Double.log(exponents.reduce(0) { $0 + Double.exp($1) })
        expectClose(values[draft], soft, tolerance: 1e-12)
      }
    }
  }

  @Test("(10.13) by 1/β, E[U] moves with its covariance with R, and E[R] with its variance")
  func covariances() {
    for beta in [0.3, 0.6, 0.8, 2] {
      func truth(_ inverse: Double) -> Double {
        worth(of: optimum(beta: 1 / inverse, model.reward).policy, model).truth
      }
      expectClose(
        centralDifference(of: { truth($0[0]) }, at: [1 / beta], step: 1e-4),
        [covariance(beta: beta, model)], tolerance: 1e-6)
      func reward(_ inverse: Double) -> Double {
        worth(of: optimum(beta: 1 / inverse, model.reward).policy, model).reward
      }
      // Var*(R) within each prompt, over whole answers.
      let variance = (0..<2).reduce(0.0) { sum, prompt in
        let rewards = everyAnswer.filter { $0.prompt == prompt }.map(model.reward)
        let chances = weighed(prompt: prompt, beta: beta).chances
        let mean = dot(chances, rewards)
        return sum + 0.5 * dot(chances, rewards.map { ($0 - mean) * ($0 - mean) })
      }
      expectClose(
        centralDifference(of: { reward($0[0]) }, at: [1 / beta], step: 1e-4), [variance],
        tolerance: 1e-6)
    }
  }

  @Test("(10.13) as the price falls the model's opinion only rises; people's turns where Cov does")
  func turning() throws {
    let inverses = (1...60).map { 0.1 * Double($0) }
    let worths = inverses.map { worth(of: optimum(beta: 1 / $0, model.reward).policy, model) }
    #expect(zip(worths, worths.dropFirst()).allSatisfy { $0.reward < $1.reward })
    let top = worths.indices.max { worths[$0].truth < worths[$1].truth }!
    try #require(top > 0 && top < 59, "a maximum inside")
    #expect(covariance(beta: 1 / inverses[top - 1], model) > 0)
    #expect(covariance(beta: 1 / inverses[top + 1], model) < 0)
    #expect(worths.last!.truth < worth(of: Language.reference, model).truth)
  }
}
