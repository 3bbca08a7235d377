import Proximal
import RealModule
import TestSupport
import Testing

@Suite("The surrogate and what it leaves out")
struct SurrogateTests {
  @Test(
    "(4.1) the performance difference is exact, for near and far policies", arguments: [0.5, 0.9])
  func performanceDifference(discount: Double) {
    for pair in pairs(200, discount: discount, seed: 41) {
      // d by summing the steps, not by the linear system of the core.
      let matrix = pair.world.transition(under: pair.new)
      var (now, visitation) = (pair.world.start, [0.0, 0, 0, 0])
      for _ in 0..<400 {
        for s in 0..<4 { visitation[s] += now[s] }
        now = (0..<4).map { next in
          discount * (0..<4).reduce(0) { $0 + now[$1] * matrix[$1 * 4 + next] }
        }
      }
      let advantages = pair.world.advantages(of: pair.old)
      let sum = advantages.indices.reduce(0.0) {
        $0 + visitation[$1 / 3] * pair.new.probabilities[$1] * advantages[$1]
      }
      let gain =
        pair.world.expectedReturn(of: pair.new) - pair.world.expectedReturn(of: pair.old)
      expectClose(sum, gain, tolerance: 1e-11)
      expectClose(
        pair.world.performanceDifference(of: pair.new, over: pair.old), gain, tolerance: 1e-11)
    }
  }

  @Test("(4.1) (4.2) on paper for a pier of two planks: J falls by 61/55, the surrogate says 23/25")
  func twoPlanks() {
    // Left from plank 1 pays 1; right from it you fall in, for −5. γ = ½.
    let planks = TabularMDP(
      transition: [[[1, 0], [0, 1]], [[1, 0], [1, 0]]], reward: [[0, 0], [1, -5]], start: [1, 0],
      discount: 0.5)
    // Right with chance ½: V = −4/5, −12/5. With ¾: J = −21/11.
    let old = TabularPolicy(logits: [[0, 0], [0, 0]])
    let new = TabularPolicy(logits: [[0, Double.log(3)], [0, Double.log(3)]])
    expectClose(planks.values(of: old), [-0.8, -2.4], tolerance: 1e-14)
    expectClose(planks.advantages(of: old), [0.4, -0.4, 3, -3], tolerance: 1e-14)
    expectClose(planks.expectedReturn(of: new), -21.0 / 11, tolerance: 1e-14)
    // Visits 16/11 and 6/11 of the new policy, 8/5 and 2/5 of the old; Ā = −1/5, −3/2.
    expectClose(planks.performanceDifference(of: new, over: old), -61.0 / 55, tolerance: 1e-14)
    expectClose(planks.surrogate(of: new, around: old), -0.8 - 23.0 / 25, tolerance: 1e-14)
  }

  @Test("(4.1) the old advantages telescope along the new policy's trajectories: T = 0 … 6 steps")
  func telescopes() {
    // Σ γᵗ A_old = Σ γᵗ r_t + γᵀ V_old(s_T) − V_old(s_0): along each on the pier, where nothing is
    // left to chance; on average in the corridor.
    func both(_ world: TabularMDP, _ old: TabularPolicy, _ tau: TabularTrajectory) -> [Double] {
      let (values, advantages) = (world.values(of: old), world.advantages(of: old))
      var (sum, factor) = (0.0, 1.0)
      for (s, a) in zip(tau.states, tau.actions) {
        sum += factor * advantages[s * 2 + a]
        factor *= world.discount
      }
      let first = tau.states.first ?? tau.finalState
      return [sum, tau.discountedReturn + factor * values[tau.finalState] - values[first]]
    }
    for horizon in 0...6 {
      for (tau, _) in pier.trajectories(of: walker(1), horizon: horizon) {
        let sides = both(pier, walker(-1), tau)
        expectClose(sides[0], sides[1], tolerance: 1e-13)
      }
      let new = TabularPolicy(logits: [[0.9, -0.3], [-0.4, 0.5], [-0.6, 0.2]])
      let mean = corridor.trajectories(of: new, horizon: min(horizon, 5)).moments {
        both(corridor, old, $0)
      }.mean
      expectClose(mean[0], mean[1], tolerance: 1e-13)
    }
  }

  @Test("(4.2) the surrogate is the ratio-weighted advantage over the old policy's visits")
  func surrogate() {
    for pair in pairs(50, discount: 0.9, seed: 42) {
      let visitation = pair.world.visitation(of: pair.old)
      let advantages = pair.world.advantages(of: pair.old)
      let sum = advantages.indices.reduce(0.0) { sum, i in
        let ratio = pair.new.probabilities[i] / pair.old.probabilities[i]
        return sum + visitation[i / 3] * pair.old.probabilities[i] * ratio * advantages[i]
      }
      expectClose(
        pair.world.surrogate(of: pair.new, around: pair.old),
        pair.world.expectedReturn(of: pair.old) + sum, tolerance: 1e-11)
    }
  }

  @Test("(4.3) at the old policy the surrogate has J's value and J's slope; beyond, order 2")
  func tangent() {
    for pair in pairs(20, discount: 0.9, seed: 43) {
      let (world, old) = (pair.world, pair.old)
      expectClose(
        world.surrogate(of: old, around: old), world.expectedReturn(of: old), tolerance: 1e-12)
      let slope = centralDifference(
        of: { world.surrogate(of: TabularPolicy(logits: $0, actionCount: 3), around: old) },
        at: old.logits)
      expectClose(slope, world.policyGradient(of: old), tolerance: 1e-7)
    }
    let order = observedOrder(
      ofError: { step in
        let new = walker(-1 + step)
        return pier.surrogate(of: new, around: walker(-1)) - pier.expectedReturn(of: new)
      }, step: 0.01)
    expectClose(order, 2, tolerance: 0.05)
  }

  @Test(
    "(4.2) X26 the surrogate is a mean over the old policy's actions; without their law it is not")
  func actionLaw() {
    for pair in pairs(50, discount: 0.9, seed: 47) {
      let (visits, advantages) = (
        pair.world.visitation(of: pair.old), pair.world.advantages(of: pair.old)
      )
      func gain(of new: TabularPolicy, weights: (Int) -> Double) -> Double {
        advantages.indices.reduce(0) { sum, i in
          let ratio = new.probabilities[i] / pair.old.probabilities[i]
          return sum + visits[i / 3] * weights(i) * ratio * advantages[i]
        }
      }
      let expected =
        pair.world.surrogate(of: pair.new, around: pair.old)
        - pair.world.expectedReturn(of: pair.old)
      expectClose(
        gain(of: pair.new) { pair.old.probabilities[$0] }, expected, tolerance: 1e-11)
      // A policy gains nothing over itself. Without the law of the action it seems to.
      expectClose(gain(of: pair.old) { pair.old.probabilities[$0] }, 0, tolerance: 1e-11)
      #expect(gain(of: pair.old) { _ in 1 }.magnitude > 1e-3)
      #expect(gain(of: pair.old) { _ in 1.0 / 3 }.magnitude > 1e-3)
    }
  }

  @Test("(4.3) X11 around the new policy itself the surrogate is J, and its advantage part zero")
  func oldSubscript() {
    for pair in pairs(50, discount: 0.9, seed: 48) {
      let (world, new) = (pair.world, pair.new)
      expectClose(
        world.surrogate(of: new, around: new), world.expectedReturn(of: new), tolerance: 1e-11)
      expectClose(world.performanceDifference(of: new, over: new), 0, tolerance: 1e-11)
    }
    // Less a price, nothing is left but the price: the printed update stays where it is.
    let knobs = (0...40).map { -1.4 + 0.05 * Double($0) }
    func best(_ gain: (TabularPolicy) -> Double) -> Double {
      func objective(_ theta: Double) -> Double {
        gain(walker(theta)) - 10 * walker(-1).klDivergence(to: walker(theta))[0]
      }
      return knobs.max { objective($0) < objective($1) }!
    }
    expectClose(
      best { pier.performanceDifference(of: $0, over: $0) }, -1, tolerance: 1e-9)
    #expect(best { pier.surrogate(of: $0, around: walker(-1)) } > -0.5)
  }

  @Test("on the pier the surrogate rises to the last while the return peaks and falls")
  func overshoot() {
    let thetas = (0...40).map { -1 + 0.1 * Double($0) }
    let seen = thetas.map { pier.surrogate(of: walker($0), around: walker(-1)) }
    let true_ = thetas.map { pier.expectedReturn(of: walker($0)) }
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 < $1 })
    let peak = true_.firstIndex(of: true_.max()!)!
    #expect(peak > 0 && peak < 40 && true_.last! < true_[0])
  }

  @Test("with a knob for every state no surrogate step can fail: Ā(s) ≥ 0 everywhere")
  func tabular() {
    for pair in pairs(200, discount: 0.9, seed: 44) {
      let advantages = pair.world.advantages(of: pair.old)
      // Every state goes greedily to its best action: the far end of the surrogate.
      let greedy = TabularPolicy(logits: advantages.map { 400 * $0 }, actionCount: 3)
      #expect(
        pair.world.expectedReturn(of: greedy) >= pair.world.expectedReturn(of: pair.old) - 1e-9)
    }
  }
}
