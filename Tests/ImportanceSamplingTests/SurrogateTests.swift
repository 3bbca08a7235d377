import Proximal
import RealModule
import TestSupport
import Testing

@Suite("The surrogate objective")
struct SurrogateTests {
  private let advantages = discounted.advantages(of: old)

  /// Σ_s d(s) Σ_a π(a|s) w(s,a) ∇log π_new(a|s): the expectation over pairs of `walker`.
  private func weightedScore(
    over walker: TabularPolicy, at policy: TabularPolicy, _ weight: (Int) -> Double
  ) -> [Double] {
    let visits = discounted.visitation(of: walker)
    var sum = [Double](repeating: 0, count: 6)
    for i in 0..<6 {
      let factor = visits[i / 2] * walker.probabilities[i] * weight(i)
      for (b, score) in policy.score(of: i % 2, in: i / 2).enumerated() {
        sum[i / 2 * 2 + b] += factor * score
      }
    }
    return sum
  }

  private func ratio(_ policy: TabularPolicy, _ i: Int) -> Double {
    policy.probabilities[i] / old.probabilities[i]
  }

  /// L by its definition, for numbers that can be differentiated.
  private func surrogate<Scalar: DifferentiableScalar>(_ logits: [Scalar]) -> Scalar {
    let visits = discounted.visitation(of: old)
    return (0..<6).reduce(Scalar(floatLiteral: 0)) { sum, i in
      let pairChance = visits[i / 2] * old.probabilities[i]
      let ratio =
        probability(logits, i % 2, i / 2) / Scalar(floatLiteral: old.probabilities[i])
      return sum + Scalar(floatLiteral: pairChance * advantages[i]) * ratio
    }
  }

  @Test("(3.16) both quotients and the new advantage: old pairs give the new policy's gradient")
  func exactGradient() {
    let truth = discounted.policyGradient(of: new)
    let newAdvantages = discounted.advantages(of: new)
    let (d, dOld) = (discounted.visitation(of: new), discounted.visitation(of: old))
    expectClose(
      weightedScore(over: new, at: new) { newAdvantages[$0] }, truth, tolerance: 1e-12)
    let reweighted = weightedScore(over: old, at: new) {
      d[$0 / 2] / dOld[$0 / 2] * ratio(new, $0) * newAdvantages[$0]
    }
    expectClose(reweighted, truth, tolerance: 1e-12)
    // Neither of the two replacements is free.
    let withoutStates = weightedScore(over: old, at: new) { ratio(new, $0) * newAdvantages[$0] }
    let oldAdvantages = weightedScore(over: old, at: new) {
      d[$0 / 2] / dOld[$0 / 2] * ratio(new, $0) * advantages[$0]
    }
    #expect(length(difference(withoutStates, truth)) > 0.01 * length(truth))
    #expect(length(difference(oldAdvantages, truth)) > 0.01 * length(truth))
  }

  @Test("(3.17) E[ρ A ∇log π] = ∇E[ρ A]: against dual numbers and the core, far from θ'")
  func gradientOfTheRatio() {
    let estimate = weightedScore(over: old, at: new) { ratio(new, $0) * advantages[$0] }
    expectClose(estimate, gradient(of: surrogate, at: new.logits), tolerance: 1e-12)
    expectClose(
      estimate, discounted.surrogateGradient(at: new, around: old), tolerance: 1e-12)
  }

  @Test("(3.18) at θ' every ratio is 1, the surrogate 0, and its gradient the policy gradient")
  func atTheOldPolicy() {
    expectClose(surrogate(old.logits), 0, tolerance: 1e-13)
    for i in 0..<6 { #expect(ratio(old, i) == 1) }
    expectClose(
      gradient(of: surrogate, at: old.logits), discounted.policyGradient(of: old), tolerance: 1e-12)
    expectClose(
      surrogate(new.logits),
      discounted.surrogate(of: new, around: old) - discounted.expectedReturn(of: old),
      tolerance: 1e-12)
  }

  @Test("(3.17) a baseline is free inside ρ (A − b), and not outside, away from θ'")
  func baselineOutside() {
    let free = weightedScore(over: old, at: new) { ratio(new, $0) * (advantages[$0] - 5) }
    expectClose(free, discounted.surrogateGradient(at: new, around: old), tolerance: 1e-12)
    let outside = weightedScore(over: old, at: new) { ratio(new, $0) * advantages[$0] - 5 }
    #expect(length(difference(outside, free)) > 0.1)
    // At the old policy the mistake cannot be seen.
    let before = weightedScore(over: old, at: old) { ratio(old, $0) * advantages[$0] - 5 }
    expectClose(before, discounted.policyGradient(of: old), tolerance: 1e-12)
  }

  @Test("(3.18) X10 only the sampler belongs in the denominator: four readings of E[ρ A]")
  func readings() {
    let truth = discounted.expectedAdvantages(of: new, over: old)[1]
    func reading(_ sampler: TabularPolicy, _ divisor: TabularPolicy) -> Double {
      (2..<4).reduce(0) {
        $0 + sampler.probabilities[$1] * new.probabilities[$1] / divisor.probabilities[$1]
          * advantages[$1]
      }
    }
    expectClose(reading(old, old), truth, tolerance: 1e-13)
    expectClose(reading(new, new), truth, tolerance: 1e-13)
    expectClose(reading(old, new), 0, tolerance: 1e-13)
    #expect((reading(new, old) - truth).magnitude > 0.1)
  }

  @Test(
    "(3.19) X3 states and gradient err at first order, the value at second, in any direction",
    arguments: 0..<5)
  func orders(direction seed: Int) {
    var generator = SplitMix64(seed: UInt64(seed))
    let direction = (0..<6).map { _ in Double.random(in: -1..<1, using: &generator) }
    func errors(_ alpha: Double) -> [Double] {
      let moved = old.moved(along: direction, stepSize: alpha)
      return [
        length(difference(discounted.visitation(of: moved), discounted.visitation(of: old))),
        length(
          difference(
            discounted.surrogateGradient(at: moved, around: old),
            discounted.policyGradient(of: moved))),
        (discounted.expectedReturn(of: moved) - discounted.expectedReturn(of: old)
          - surrogate(moved.logits)).magnitude,
      ]
    }
    let orders = (0..<3).map { k in observedOrder(ofError: { errors($0)[k] }, step: 4e-3) }
    expectClose(orders, [1, 1, 2], tolerance: 0.05)
  }

  @Test("(3.19) X3 the state ratio alone costs the gradient first order, the value second")
  func statesAreToBlame() {
    let direction = [0.3, -0.1, -0.5, 0.4, -0.2, 0.6]
    func errors(_ alpha: Double) -> (gradient: Double, value: Double) {
      let moved = old.moved(along: direction, stepSize: alpha)
      let newAdvantages = discounted.advantages(of: moved)
      let estimate = weightedScore(over: old, at: moved) { ratio(moved, $0) * newAdvantages[$0] }
      // With the new policy's visits the old advantages give the new return, exactly.
      let gains = discounted.expectedAdvantages(of: moved, over: old)
      func sum(_ walker: TabularPolicy) -> Double {
        zip(discounted.visitation(of: walker), gains).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let gain = discounted.expectedReturn(of: moved) - discounted.expectedReturn(of: old)
      expectClose(sum(moved), gain, tolerance: 1e-12)
      return (
        length(difference(estimate, discounted.policyGradient(of: moved))),
        (gain - sum(old)).magnitude
      )
    }
    expectClose(observedOrder(ofError: { errors($0).gradient }, step: 4e-3), 1, tolerance: 0.05)
    expectClose(observedOrder(ofError: { errors($0).value }, step: 4e-3), 2, tolerance: 0.05)
  }

  @Test("(3.19) with the states weighted too, the old advantages alone still cost first order")
  func advantagesAreToBlame() {
    let direction = [0.3, -0.1, -0.5, 0.4, -0.2, 0.6]
    func error(_ alpha: Double) -> Double {
      let moved = old.moved(along: direction, stepSize: alpha)
      let (d, dOld) = (discounted.visitation(of: moved), discounted.visitation(of: old))
      let estimate = weightedScore(over: old, at: moved) {
        d[$0 / 2] / dOld[$0 / 2] * ratio(moved, $0) * advantages[$0]
      }
      return length(difference(estimate, discounted.policyGradient(of: moved)))
    }
    expectClose(observedOrder(ofError: error, step: 4e-3), 1, tolerance: 0.05)
  }
}
