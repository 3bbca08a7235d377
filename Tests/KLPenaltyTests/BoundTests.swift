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
    #expect(tightest > 0.7, "a bound a tenth as large should be seen to fail; got \(tightest)")
  }

  @Test("(4.11) the visitations differ by at most 2γ TV_max/(1−γ)²", arguments: [0.5, 0.9, 0.99])
  func secondFactor(discount: Double) {
    for pair in pairs(400, discount: discount, seed: 47) {
      let variation = pair.old.totalVariation(to: pair.new).max()!
      let (a, b) = (pair.world.visitation(of: pair.new), pair.world.visitation(of: pair.old))
      let difference = zip(a, b).reduce(0.0) { $0 + ($1.0 - $1.1).magnitude }
      #expect(difference <= 2 * variation * discount / ((1 - discount) * (1 - discount)) + 1e-9)
    }
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

  @Test("(4.14) improving the bound improves J by at least as much")
  func improvement() {
    for pair in pairs(1000, discount: 0.9, seed: 50) {
      let (world, old, new) = (pair.world, pair.old, pair.new)
      let promised =
        world.lowerBound(of: new, around: old) - world.lowerBound(of: old, around: old)
      let gained = world.expectedReturn(of: new) - world.expectedReturn(of: old)
      #expect(gained >= promised - 1e-10)
      expectClose(
        world.lowerBound(of: old, around: old), world.expectedReturn(of: old), tolerance: 1e-12)
    }
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
