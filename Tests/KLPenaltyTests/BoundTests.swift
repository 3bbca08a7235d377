import Proximal
import RealModule
import TestSupport
import Testing

@Suite("The bound")
struct BoundTests {
  @Test("(4.10) |Ā(s)| is at most 2 TV(s) A_max, in every state of 1000 pairs")
  func firstFactor() {
    var tightest = 0.0
    for pair in pairs(1000, discount: 0.9, seed: 46) {
      let largest = pair.world.advantages(of: pair.old).map(\.magnitude).max()!
      let expected = pair.world.expectedAdvantages(of: pair.new, over: pair.old)
      for (mean, tv) in zip(expected, pair.old.totalVariation(to: pair.new)) {
        #expect(mean.magnitude <= 2 * largest * tv + 1e-12)
        tightest = max(tightest, mean.magnitude / (2 * largest * tv))
      }
    }
    #expect(tightest > 0.7, "half the bound should be seen to fail; got \(tightest)")
    // Where the probability goes from the worst action to the best, it is reached.
    let leaky = leakyPair(0.1, discount: 0.9)
    let reached = leaky.world.expectedAdvantages(of: leaky.new, over: leaky.old)
    let variation = leaky.old.totalVariation(to: leaky.new)
    expectClose(variation, [0.1, 0.1], tolerance: 1e-12)
    expectClose(reached, [2 * variation[0], -2 * variation[1]], tolerance: 1e-12)
  }

  @Test("(4.11) the visitations differ by at most 2γ TV_max/(1−γ)²", arguments: [0.5, 0.9, 0.99])
  func secondFactor(discount: Double) {
    /// The difference as a share of the bound.
    func share(_ pair: Pair) -> Double {
      let variation = pair.old.totalVariation(to: pair.new).max()!
      let (a, b) = (pair.world.visitation(of: pair.new), pair.world.visitation(of: pair.old))
      let difference = zip(a, b).reduce(0.0) { $0 + ($1.0 - $1.1).magnitude }
      return difference / (2 * discount * variation / ((1 - discount) * (1 - discount)))
    }
    for pair in pairs(400, discount: discount, seed: 47) { #expect(share(pair) <= 1) }
    // Where the new policy leaks for good, (1 − γ)/(1 − γ + γε) of it: all of it in the limit.
    for epsilon in [0.1, 0.01, 1e-3, 1e-4] {
      expectClose(
        share(leakyPair(epsilon, discount: discount)),
        (1 - discount) / (1 - discount + discount * epsilon), tolerance: 1e-7)
    }
    #expect(share(leakyPair(1e-5, discount: discount)) > 0.99)
    // Σ γᵗ t, the sum behind it.
    let sum = (0..<20_000).reduce(0.0) { $0 + Double($1) * Double.pow(discount, $1) }
    expectClose(sum, discount / ((1 - discount) * (1 - discount)), tolerance: 1e-9)
  }

  @Test("(4.12) TV² is at most half of KL, and comes close for small steps")
  func pinsker() {
    var closest = 0.0
    for pair in pairs(1000, discount: 0.5, seed: 48) {
      for (tv, kl) in zip(
        pair.old.totalVariation(to: pair.new), pair.old.klDivergence(to: pair.new))
      {
        #expect(tv * tv <= kl / 2 + 1e-12)
        closest = max(closest, tv * tv / kl)
      }
    }
    #expect(closest > 0.4, "½ should be nearly reached; got \(closest)")
    // From equal chances to nearly equal ones it is reached.
    let even = TabularPolicy(logits: [[0, 0]])
    let nearly = TabularPolicy(logits: [[0, 1e-3]])
    let variation = even.totalVariation(to: nearly)[0]
    expectClose(variation * variation / even.klDivergence(to: nearly)[0], 0.5, tolerance: 1e-6)
  }

  @Test("(4.13) J is never below the bound, in 6000 random pairs", arguments: [0.5, 0.9, 0.99])
  func neverViolated(discount: Double) {
    for pair in pairs(2000, discount: discount, seed: 49) {
      let largest = pair.world.advantages(of: pair.old).map(\.magnitude).max()!
      let c = 4 * largest * discount / ((1 - discount) * (1 - discount))
      expectClose(pair.world.boundCoefficient(around: pair.old), c, tolerance: 1e-12)
      let bound =
        pair.world.surrogate(of: pair.new, around: pair.old)
        - c * pair.old.klDivergence(to: pair.new).max()!
      expectClose(
        pair.world.lowerBound(of: pair.new, around: pair.old), bound, tolerance: 1e-12)
      #expect(pair.world.expectedReturn(of: pair.new) >= bound - 1e-10)
    }
  }

  @Test(
    "(4.13) in total variation the bound is reached: 0.526, 0.917, 0.991, 0.999 of it at γ = 0.9",
    arguments: [(0.1, 0.526), (0.01, 0.917), (1e-3, 0.991), (1e-4, 0.999)])
  func reached(epsilon: Double, expected: Double) {
    let pair = leakyPair(epsilon, discount: 0.9)
    let error =
      pair.world.surrogate(of: pair.new, around: pair.old) - pair.world.expectedReturn(of: pair.new)
    let largest = pair.world.advantages(of: pair.old).map(\.magnitude).max()!
    let variation = pair.old.totalVariation(to: pair.new).max()!
    // 4γ A_max TV² / (1 − γ)², by (4.10) and (4.11)
    let allowed = 4 * 0.9 * largest * variation * variation / (0.1 * 0.1)
    expectClose(error / allowed, expected, tolerance: 5e-4)
    // What Pinsker gives away: a KL of about ε in state 0, where TV² is ε².
    let divergence = pair.old.klDivergence(to: pair.new).max()!
    expectClose(divergence, -Double.log(1 - 2 * epsilon) / 2, tolerance: 1e-9)
    #expect(error < 0.05 * pair.world.boundCoefficient(around: pair.old) * divergence)
  }

  @Test("(4.13) with KL, too, at γ = 0.1 a C that is 2.25 times smaller would be broken")
  func nearlyReached() {
    let pair = leakyPair(0.01, discount: 0.1, leak: 0.5 - 1e-12)
    let error =
      pair.world.surrogate(of: pair.new, around: pair.old) - pair.world.expectedReturn(of: pair.new)
    let divergence = pair.old.klDivergence(to: pair.new).max()!
    let share = error / (pair.world.boundCoefficient(around: pair.old) * divergence)
    #expect(share > 1 / 2.25 && share < 0.5, "half of C would do, by (4.12); got \(share)")
  }

  @Test("(4.14) the highest point of the bound along ∇J improves J, by more than it promises")
  func improvement() {
    for discount in [0.1, 0.5, 0.9] {
      for pair in pairs(100, discount: discount, seed: 50) {
        let (world, old) = (pair.world, pair.old)
        let slope = world.policyGradient(of: old)
        func bound(_ size: Double) -> Double {
          world.lowerBound(of: old.moved(along: slope, stepSize: size), around: old)
        }
        expectClose(bound(0), world.expectedReturn(of: old), tolerance: 1e-12)
        // The bound is highest between 0 and the first doubling that lowers it.
        var (low, high) = (0.0, 1e-6)
        while bound(high) > bound(high / 2) { high *= 2 }
        for _ in 0..<60 {
          let (a, b) = (low + (high - low) / 3, high - (high - low) / 3)
          if bound(a) < bound(b) { low = a } else { high = b }
        }
        let promised = bound(low) - bound(0)
        let new = old.moved(along: slope, stepSize: low)
        let gained = world.expectedReturn(of: new) - world.expectedReturn(of: old)
        #expect(promised > 0 && gained >= promised)
      }
    }
  }

  @Test("(4.14) where J falls the bound has fallen further, at γ = 0.1 hardly twice as far")
  func decline() {
    let pair = leakyPair(0.01, discount: 0.1, leak: 0.5 - 1e-12)
    let (world, old, new) = (pair.world, pair.old, pair.new)
    let promised = world.lowerBound(of: new, around: old) - world.lowerBound(of: old, around: old)
    let gained = world.expectedReturn(of: new) - world.expectedReturn(of: old)
    #expect(gained >= promised)
    // What is left of the bound's price when the surrogate's own error is paid.
    let price = world.boundCoefficient(around: old) * old.klDivergence(to: new).max()!
    #expect(gained - promised < 0.56 * price)
  }

  @Test("(4.14) a walk on the pier that climbs the bound 100 times improves J every time")
  func sequence() {
    var theta = -1.0
    for _ in 0..<100 {
      let here = walker(theta)
      var (low, high) = (theta - 1, theta + 1)
      for _ in 0..<80 {
        let (a, b) = (low + (high - low) / 3, high - (high - low) / 3)
        let rises =
          pier.lowerBound(of: walker(a), around: here)
          < pier.lowerBound(of: walker(b), around: here)
        if rises { low = a } else { high = b }
      }
      let next = (low + high) / 2
      #expect(pier.expectedReturn(of: walker(next)) > pier.expectedReturn(of: here))
      theta = next
    }
    #expect(pier.expectedReturn(of: walker(theta)) > 2.3)
  }
}
