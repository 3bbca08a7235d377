import Proximal
import RealModule
import TestSupport
import Testing

@testable import kl_penalty

@Suite("The fence and the leash")
struct ConstraintTests {
  /// ∂KL / ∂z(s,a) of the new policy, by dual numbers.
  private func klGradient(_ new: TabularPolicy) -> [Double] {
    gradient(
      of: { z in
        (0..<3).reduce(Dual<Double>(0)) { sum, s in
          let row = { (x: [Dual<Double>]) in Array(x[2 * s..<2 * s + 2]) }
          return sum + Dual(visits[s]) * divergence(row(old.logits.map { Dual($0) }), row(z))
        }
      }, at: new.logits)
  }

  private func surrogate(_ new: TabularPolicy) -> Double {
    corridor.surrogate(of: new, around: old)
  }

  @Test(
    "(4.15) in the probabilities L is linear and KL convex, and 20 000 random policies within are lower"
  )
  func fence() {
    let delta = 0.01
    let best = leashed(multiplier(delta))
    expectClose(meanKL(best), delta, tolerance: 1e-12)
    var (generator, within, closest) = (PCG64(seed: 51), 0, Double.infinity)
    for _ in 0..<20_000 {
      let step = TabularPolicy.random(states: 3, actions: 2, scale: 0.35, using: &generator)
      let other = old.moved(along: step.logits, stepSize: 1)
      let chances = zip(best.probabilities, other.probabilities).map { ($0 + $1) / 2 }
      let between = TabularPolicy(
        logits: (0..<3).map { s in chances[2 * s..<2 * s + 2].map { Double.log($0) } })
      let halfway = (surrogate(best) + surrogate(other)) / 2
      #expect((surrogate(between) - halfway).magnitude < 1e-11)
      #expect(meanKL(between) <= (meanKL(best) + meanKL(other)) / 2)
      guard meanKL(other) <= delta else { continue }
      within += 1
      closest = min(closest, surrogate(best) - surrogate(other))
    }
    #expect(within > 1000)
    #expect(closest > 0 && closest < 0.1, "a lower optimum should be beaten; margin \(closest)")
  }

  @Test(
    "(4.16) at the end of the leash the penalised objective is highest", arguments: [20.0, 80, 900])
  func leash(beta: Double) {
    let best = leashed(beta)
    func objective(_ new: TabularPolicy) -> Double { surrogate(new) - beta * meanKL(new) }
    var generator = PCG64(seed: 52)
    for _ in 0..<2000 {
      let step = TabularPolicy.random(states: 3, actions: 2, scale: 1, using: &generator)
      for size in [1e-3, 0.1, 3] {
        #expect(objective(best.moved(along: step.logits, stepSize: size)) < objective(best))
      }
    }
  }

  @Test("(4.16) a batch's penalised surrogate and its gradient are those of the definition")
  func batchGradient() {
    let (oldLogits, newLogits) = ([0.3, -0.2, 0.9, 0.1], [0.5, -0.4, 0.2, 0.6])
    let (actions, advantages, beta) = ([1, 0], [1.5, -0.7], 2.5)
    func definition(_ z: [Dual<Double>]) -> Dual<Double> {
      (0..<2).reduce(Dual<Double>(0)) { sum, t in
        let new = logSoftmax(Array(z[2 * t..<2 * t + 2]))
        let old = logSoftmax(Array(oldLogits[2 * t..<2 * t + 2]))
        let ratio = Dual<Double>.exp(new[actions[t]] - Dual(old[actions[t]]))
        let kl = (0..<2).reduce(Dual<Double>(0)) {
          $0 + Dual(Double.exp(old[$1])) * (Dual(old[$1]) - new[$1])
        }
        return sum + Dual(0.5) * (ratio * Dual(advantages[t]) - Dual(beta) * kl)
      }
    }
    var (before, after) = (
      CategoricalBatch<Double>(actionCount: 2), CategoricalBatch<Double>(actionCount: 2)
    )
    before.update(logits: oldLogits, rows: 2)
    after.update(logits: newLogits, rows: 2)
    var objective = KLPenalizedSurrogate<Double>(beta: beta)
    objective.update(after, old: before, actions: actions, advantages: advantages)
    var slope = [0.0, 0, 0, 0]
    objective.gradient(of: after, old: before, actions: actions, into: &slope)
    expectClose(slope, gradient(of: definition, at: newLogits), tolerance: 1e-13)
    expectClose(objective.value, definition(newLogits.map { Dual($0) }).value, tolerance: 1e-14)
  }

  @Test(
    "(4.17) on the fence ∇L = β ∇KL, with the β of the leash", arguments: [1e-4, 1e-3, 1e-2, 0.1])
  func conditions(delta: Double) {
    let beta = multiplier(delta)
    let best = leashed(beta)
    #expect(beta > 0)
    expectClose(meanKL(best), delta, tolerance: 1e-10)
    let slope = corridor.surrogateGradient(at: best, around: old)
    expectClose(slope, klGradient(best).map { beta * $0 }, tolerance: 1e-9)
  }

  @Test("(4.17) with a shared knob no price holds the walker between KL 0.007 and 0.32")
  func sharedKnob() {
    func chances(_ theta: Double) -> [Double] {
      [theta, 8 * (theta - 1.5)].map { 1 / (1 + Double.exp(-$0)) }
    }
    let knobs = (0...4000).map { 0.0005 * Double($0) }
    let distances = knobs.map { theta in
      zip(chances(0), chances(theta)).reduce(0.0) { sum, pair in
        let (p, q) = pair
        return sum + (p * Double.log(p / q) + (1 - p) * Double.log((1 - p) / (1 - q))) / 2
      }
    }
    let promises = knobs.map { (0.2 * chances($0)[0] + chances($0)[1]) / 2 }
    // prices 1 % apart, and close together about the leap
    let prices =
      (0...600).map { 0.01 * Double.pow(1.01, $0) } + (0...1000).map { 0.6 + 1e-5 * Double($0) }
    var (near, far) = (0, 0)
    for beta in prices {
      let best = knobs.indices.max {
        promises[$0] - beta * distances[$0] < promises[$1] - beta * distances[$1]
      }!
      #expect(distances[best] < 0.007 || distances[best] > 0.32, "β = \(beta)")
      if distances[best] < 0.007 { near += 1 } else { far += 1 }
    }
    #expect(near > 100 && far > 100)
    // and the fence at 0.1 does hold somebody there
    let fenced = knobs.indices.filter { distances[$0] <= 0.1 }.max { promises[$0] < promises[$1] }!
    #expect(distances[fenced] > 0.099)
  }

  @Test("(4.17) a fence that does not hold you back has no price; one that does, has one above 0")
  func slack() {
    // One knob for two states that want opposite things: L has its highest point on the way.
    func promise<Scalar: DifferentiableScalar>(_ z: Scalar) -> Scalar {
      1 / (1 + Scalar.exp(-z)) - 1 / (1 + Scalar.exp(2 - 2 * z)) / 2
    }
    func distance<Scalar: DifferentiableScalar>(_ z: Scalar) -> Scalar {
      (divergence([0, 0], [0, z]) + divergence([0, -2], [0, 2 * z - 2])) / 2
    }
    func highest(within delta: Double) -> Double {
      let knobs = (0...40_000).map { 5e-5 * Double($0) }.filter { distance($0) <= delta }
      return knobs.max { promise($0) < promise($1) }!
    }
    let top = highest(within: .infinity)
    for (delta, isHeld) in [(0.5 * distance(top), true), (2 * distance(top), false)] {
      let best = highest(within: delta)
      let beta = derivative(of: promise, at: best) / derivative(of: distance, at: best)
      #expect(isHeld ? beta > 0.1 : beta.magnitude < 1e-3)
      #expect((beta * (distance(best) - delta)).magnitude < 1e-4)
    }
  }

  @Test(
    "(4.17) a walk along the fence that knows no β ends where the leash does",
    arguments: [1e-3, 1e-2])
  func bothWays(delta: Double) {
    let problem = TrustRegionProblem(corridor, old)
    let (policy, beta) = problem.fenced(delta)
    expectClose(beta, multiplier(delta), tolerance: 1e-6)
    expectClose(policy.probabilities, leashed(beta).probabilities, tolerance: 1e-8)
    expectClose(
      problem.leashed(beta).probabilities, leashed(beta).probabilities, tolerance: 1e-8)
    expectClose(problem.klGradient(policy), klGradient(policy), tolerance: 1e-14)
  }

  @Test("(4.17) the price of one fence: ten times as high for ten times the rewards, and so on")
  func prices() {
    // On the fence ∇L is β ∇KL, wherever the problem comes from.
    for (world, policy) in [
      (corridor, TabularPolicy(logits: [[0, 1.5], [0, 1.5], [0, 1.5]])),
      (corridor.discounted(by: 0.5), old),
    ] {
      let problem = TrustRegionProblem(world, policy)
      let (end, beta) = problem.fenced(0.01)
      expectClose(problem.meanKL(end), 0.01, tolerance: 1e-12)
      expectClose(
        world.surrogateGradient(at: end, around: policy),
        problem.klGradient(end).map { beta * $0 }, tolerance: 1e-6)
    }
    let tenfold = TabularMDP(
      transition: (0..<3).map { s in
        (0..<2).map { Array(corridor.nextStates(from: s, action: $0)) }
      },
      reward: [[10, 0], [0, 0], [0, 30]], start: [0, 1, 0], discount: 0.9)
    let beta = TrustRegionProblem(tenfold, old).fenced(0.01).beta
    expectClose(beta, 10 * multiplier(0.01), tolerance: 1e-6)
  }
}
