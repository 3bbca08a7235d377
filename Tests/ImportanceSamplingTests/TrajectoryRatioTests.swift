import Proximal
import RealModule
import TestSupport
import Testing

@Suite("The ratio of a trajectory, and its parts")
struct TrajectoryRatioTests {
  private let data = corridor.trajectories(of: old, horizon: 4)
  private let truth = corridor.policyGradient(of: new, horizon: 4)

  /// E_θ'[Σ_t ∇log π_θ(a_t|s_t) Σ_{t'≥t} w(t, t') r_t'].
  private func mean(_ weight: ([Double], _ action: Int, _ reward: Int) -> Double) -> [Double] {
    data.moments { tau in
      let rho = ratios(tau)
      let weights = rho.indices.map { t in
        (t..<rho.count).reduce(0) { $0 + weight(rho, t, $1) * tau.rewards[$1] }
      }
      return new.weightedScore(along: tau, weights: weights)
    }.mean
  }

  private func product(_ rho: ArraySlice<Double>) -> Double { rho.reduce(1, *) }

  /// Σ_t Σ_s P(s_t = s) Σ_a ∇π_θ(a|s) Q_θ',t(s,a), with the states of `walker`.
  private func mixedGradient(statesOf walker: TabularPolicy) -> [Double] {
    let chances = stateChances(of: walker, horizon: 4)
    var gradient = [Double](repeating: 0, count: 6)
    for t in 0..<4 {
      let values = actionValues(of: old, steps: 4 - t)
      for i in 0..<6 {
        for (b, score) in new.score(of: i % 2, in: i / 2).enumerated() {
          gradient[i / 2 * 2 + b] +=
            chances[t][i / 2] * new.probabilities[i] * score * values[i]
        }
      }
    }
    return gradient
  }

  @Test("(3.9) p_θ(τ)/p_θ'(τ) is the product of the ratios: the dynamics cancel")
  func dynamicsCancel() {
    for (tau, chance) in data {
      let quotient = corridor.probability(of: tau, under: new) / chance
      expectClose(product(ratios(tau)[...]), quotient, tolerance: 1e-12)
    }
    let byLogarithms = data.outcomes.map {
      probabilityRatios(
        logProbabilities: [new.logProbability(along: $0)], old: [old.logProbability(along: $0)])[0]
    }
    expectClose(byLogarithms, data.outcomes.map { product(ratios($0)[...]) }, tolerance: 1e-12)
  }

  @Test("(3.10) weighted by its ratio, old data give the new policy's gradient")
  func trajectoryGradient() {
    let gradient = data.moments { tau in
      let weight = product(ratios(tau)[...]) * tau.discountedReturn
      return new.score(along: tau).map { weight * $0 }
    }.mean
    expectClose(gradient, truth, tolerance: 1e-12)
    // Without the weight they give neither the new gradient nor the old one.
    let unweighted = data.moments { tau in
      new.score(along: tau).map { tau.discountedReturn * $0 }
    }.mean
    #expect(length(difference(unweighted, truth)) > 0.1)
  }

  @Test("(3.10) a likelier trajectory with a negative return counts for less, not for more")
  func signOfTheReturn() {
    let twiceAsLikely = probabilityRatios(
      logProbabilities: [Double.log(0.6)], old: [Double.log(0.3)])[0]
    expectClose(twiceAsLikely, 2, tolerance: 1e-15)
    #expect(twiceAsLikely * -1 < -1 && twiceAsLikely * 1 > 1)
  }

  @Test(
    "(3.11) mean 1, E[log ρ] = −T·KL, variance (1 + χ²)ᵀ − 1: every toss listed, T = 1 … 10",
    arguments: 1...10)
  func product(tosses: Int) {
    let coin = Pair(p: [0.6, 0.4], q: [0.5, 0.5], f: [0, 0])
    let products = coin.q.independentDraws(tosses)
    let moments = products.moments { [product($0.map(coin.rho)[...])] }
    expectClose(moments.mean[0], 1, tolerance: 1e-12)
    expectClose(
      moments.variance[0], Double.pow(1 + coin.chiSquare, tosses) - 1, tolerance: 1e-12)
    let divergence = Categorical(logits: [0, 0]).divergence(
      to: Categorical(logits: [Double.log(0.6), Double.log(0.4)]))
    expectClose(
      products.expectation { Double.log(product($0.map(coin.rho)[...])) },
      -Double(tosses) * divergence, tolerance: 1e-12)
  }

  @Test("(3.11) at T = 100 the typical weight is 0.13 and the variance 49.5; 17 steps stay below 1")
  func hundredTosses() {
    expectClose(Double.pow(1.2, 50) * Double.pow(0.8, 50), 0.1299, tolerance: 1e-4)
    let divergence = -0.5 * Double.log(0.96)
    expectClose(Double.exp(-100 * divergence), Double.pow(0.96, 50), tolerance: 1e-14)
    expectClose(Double.pow(1.04, 100) - 1, 49.505, tolerance: 1e-4)
    #expect(Double.pow(1.04, 17) - 1 < 1 && Double.pow(1.04, 18) - 1 > 1)
  }

  @Test("(3.12) a reward needs the ratios up to its own step, and no more", arguments: 0..<4)
  func perDecision(t: Int) {
    let fresh = corridor.trajectories(of: new, horizon: 4).expectation { $0.rewards[t] }
    expectClose(
      data.expectation { product(ratios($0)[...t]) * $0.rewards[t] }, fresh, tolerance: 1e-13)
    expectClose(
      data.expectation { product(ratios($0)[...]) * $0.rewards[t] }, fresh, tolerance: 1e-13)
    // One ratio less is not enough where the action matters.
    let tooFew = data.expectation { product(ratios($0)[..<t]) * $0.rewards[t] }
    #expect(t == 0 || (tooFew - fresh).magnitude > 1e-3)
  }

  @Test("(3.13) ratios up to the reward give the new policy's gradient, and vary less")
  func perDecisionGradient() {
    expectClose(mean { product($0[...$2]) }, truth, tolerance: 1e-12)
    func variance(_ weight: @escaping ([Double], Int) -> Double) -> Double {
      data.moments { tau in
        let rho = ratios(tau)
        let weights = rho.indices.map { t in
          (t..<4).reduce(0) { $0 + weight(rho, $1) * tau.rewards[$1] }
        }
        return new.weightedScore(along: tau, weights: weights)
      }.totalVariance
    }
    let whole = variance { rho, _ in product(rho[...]) }
    #expect(variance { rho, reward in product(rho[...reward]) } < whole)
  }

  @Test("(3.14) ratios up to the action: the new policy's states, the old policy's values")
  func upToTheAction() {
    let estimate = mean { rho, action, _ in product(rho[...action]) }
    expectClose(estimate, mixedGradient(statesOf: new), tolerance: 1e-12)
    #expect(length(difference(estimate, truth)) > 0.01 * length(truth))
  }

  @Test("(3.15) one ratio: the old policy's states and values")
  func singleStep() {
    let estimate = mean { rho, action, _ in rho[action] }
    expectClose(estimate, mixedGradient(statesOf: old), tolerance: 1e-12)
    #expect(length(difference(estimate, truth)) > 0.01 * length(truth))
  }

  @Test("(3.14) (3.15) the bias of both is of first order in the step")
  func biasOrder() {
    let direction = [0.3, -0.1, -0.5, 0.4, -0.2, 0.6]
    func errors(_ alpha: Double) -> [Double] {
      let moved = old.moved(along: direction, stepSize: alpha)
      let truth = corridor.policyGradient(of: moved, horizon: 4)
      return [true, false].map { keepsThePast in
        let mean = data.moments { tau in
          let rho = zip(tau.states, tau.actions).map {
            moved.probability(of: $1, in: $0) / old.probability(of: $1, in: $0)
          }
          let weights = rho.indices.map { t in
            (keepsThePast ? product(rho[...t]) : rho[t]) * tau.rewards[t...].reduce(0, +)
          }
          return moved.weightedScore(along: tau, weights: weights)
        }.mean
        return length(difference(mean, truth))
      }
    }
    for k in 0..<2 {
      expectClose(observedOrder(ofError: { errors($0)[k] }, step: 0.01), 1, tolerance: 0.05)
    }
  }
}
