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

  @Test(
    "(3.10) X24 a likelier trajectory weighs more; its return rises only if positive",
    arguments: [0.0, 3, 7])
  func signOfTheReturn(toll: Double) {
    var (raised, kept, lowered) = (0, 0, 0)
    for (tau, chance) in data {
      let rho = product(ratios(tau)[...])
      #expect((rho > 1) == (corridor.probability(of: tau, under: new) > chance))
      guard rho > 1 else { continue }
      let gain = tau.discountedReturn - toll
      if rho * gain > gain {
        raised += 1
        #expect(gain > 0)
      } else if rho * gain < gain {
        lowered += 1
        #expect(gain < 0)
      } else {
        kept += 1
      }
    }
    // Without a toll no return of the corridor is negative; with one most of these are.
    #expect(toll == 0 ? raised > 0 && kept > 0 && lowered == 0 : lowered > raised)
    // The weights stay right: the mean is the new policy's return either way.
    let mean = data.expectation { product(ratios($0)[...]) * ($0.discountedReturn - toll) }
    expectClose(
      mean, corridor.expectedReturn(of: new, horizon: 4) - toll, tolerance: 1e-12)
  }

  @Test(
    "(3.11) mean 1, E[log ρ] = −T·KL, variance (1 + χ²)ᵀ − 1: coins and dice, every toss listed",
    arguments: 1...8)
  func product(tosses: Int) {
    let coins = [
      Pair(p: [0.6, 0.4], q: [0.5, 0.5], f: [0, 0]),
      Pair(p: [0.2, 0.8], q: [0.6, 0.4], f: [0, 0]),
    ]
    for die in coins + [pair, gentlePairs[2]] {
      let products = die.q.independentDraws(tosses)
      let moments = products.moments { [product($0.map(die.rho)[...])] }
      expectClose(moments.mean[0], 1, tolerance: 1e-12)
      expectClose(
        moments.variance[0], Double.pow(1 + die.chiSquare, tosses) - 1, tolerance: 1e-11)
      // KL(old ‖ new), the data's policy first.
      let divergence = zip(die.q.probabilities, die.p).reduce(0) {
        $0 + $1.0 * Double.log($1.0 / $1.1)
      }
      expectClose(
        products.expectation { Double.log(product($0.map(die.rho)[...])) },
        -Double(tosses) * divergence, tolerance: 1e-12)
    }
  }

  @Test(
    "(3.11) X22 at T = 100 most weights are small, 0.13 typically; their mean is 1, variance 49.5")
  func hundredTosses() {
    // How many heads in a hundred tosses of a fair coin, by Pascal's triangle.
    var chances = [1.0]
    for _ in 0..<100 { chances = zip([0] + chances, chances + [0]).map { ($0 + $1) / 2 } }
    let weights = (0...100).map { Double.pow(1.2, $0) * Double.pow(0.8, 100 - $0) }
    func mean(_ f: (Double) -> Double) -> Double {
      zip(chances, weights).reduce(0) { $0 + $1.0 * f($1.1) }
    }
    expectClose(mean { Double.log($0) }, 50 * Double.log(0.96), tolerance: 1e-11)
    expectClose(Double.exp(mean { Double.log($0) }), 0.1299, tolerance: 1e-4)
    expectClose(mean { $0 < 1 ? 1 : 0 }, 0.8644, tolerance: 1e-4)
    // Below a tenth with 49 heads or fewer: half of what is not exactly 50.
    expectClose(
      mean { $0 < 0.1 ? 1 : 0 }, (1 - chances[50]) / 2, tolerance: 1e-12)
    expectClose(mean { $0 }, 1, tolerance: 1e-12)
    expectClose(mean { ($0 - 1) * ($0 - 1) }, Double.pow(1.04, 100) - 1, tolerance: 1e-10)
    expectClose(mean { ($0 - 1) * ($0 - 1) }, 49.505, tolerance: 1e-3)
    // 17 steps keep the standard deviation below 1.
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
