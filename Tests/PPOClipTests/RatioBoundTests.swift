import Proximal
import RealModule
import TestSupport
import Testing

@testable import ppo_clip

@Suite("From the clip to the bound")
struct RatioBoundTests {
  /// Two policies on random states, from nearly equal to very different.
  private func pairs(_ count: Int, seed: UInt64) -> [(old: TabularPolicy, new: TabularPolicy)] {
    var generator = PCG64(seed: seed)
    return (0..<count).map { index in
      let old = TabularPolicy.random(states: 3, actions: 4, scale: 2, using: &generator)
      let other = TabularPolicy.random(states: 3, actions: 4, scale: 2, using: &generator)
      return (old, old.moved(along: other.logits, stepSize: Double.exp(-Double(index % 6))))
    }
  }

  /// E_old[|ρ − 1|] of one state, with 0 where the old policy never acts.
  private func meanDistance(_ old: [Double], _ new: [Double]) -> Double {
    zip(old, new).reduce(0) { $0 + ($1.0 > 0 ? $1.0 * ($1.1 / $1.0 - 1).magnitude : 0) }
  }

  @Test("(5.21) the mean of |ρ − 1| is twice the total variation")
  func totalVariation() {
    // By hand: ½, ½ against 0.6, 0.4 has the ratios 1.2 and 0.8.
    expectClose(meanDistance([0.5, 0.5], [0.6, 0.4]), 0.2, tolerance: 1e-15)
    for (old, new) in pairs(200, seed: 121) {
      let means = (0..<3).map {
        meanDistance(Array(old.probabilities(in: $0)), Array(new.probabilities(in: $0)))
      }
      expectClose(means, old.totalVariation(to: new).map { 2 * $0 }, tolerance: 1e-13)
    }
  }

  @Test("(5.21) what the new policy does and the old one never did is missed")
  func support() {
    let (old, new) = ([0.5, 0.5, 0], [0.4, 0.4, 0.2])
    let distance = zip(old, new).reduce(0) { $0 + ($1.0 - $1.1).magnitude }
    expectClose(distance, 0.4, tolerance: 1e-15)
    expectClose(meanDistance(old, new), 0.2, tolerance: 1e-15)
  }

  @Test("(5.22) with all ratios within ε no random world has a larger error")
  func neverViolated() {
    for discount in [0.1, 0.5, 0.9, 0.99] {
      for epsilon in [0.01, 0.2, 0.8] {
        let shares = randomShares(300, discount: discount, epsilon: epsilon, seed: 122)
        #expect(shares.max()! <= 1 + 1e-9)
      }
    }
  }

  @Test("(5.22) the policies that are drawn keep their ratios within ε, and reach it")
  func range() {
    var generator = PCG64(seed: 123)
    for _ in 0..<100 {
      let old = TabularPolicy.random(states: 4, actions: 3, scale: 2, using: &generator)
      let new = withinRange(of: old, 0.2, using: &generator)
      for s in 0..<4 {
        let distances = zip(old.probabilities(in: s), new.probabilities(in: s)).map {
          ($1 / $0 - 1).magnitude
        }
        expectClose(distances.max()!, 0.2, tolerance: 1e-12)
      }
    }
  }

  @Test("(5.22) the fork needs 1 − γ of the bound, whatever ε: nine tenths at γ = 0.1")
  func fork() {
    for discount in [0.1, 0.5, 0.9] {
      for epsilon in [0.01, 0.2, 0.8] {
        expectClose(
          forkShare(discount: discount, epsilon: epsilon), 1 - discount, tolerance: 1e-10)
      }
    }
    expectClose(forkShare(discount: 0.1, epsilon: 0.2), 0.9, tolerance: 1e-10)
  }

  @Test("(5.22) a search that climbs towards the bound comes near it and stays below")
  func search() {
    // The bound is out of reach by about √((1 − γ)/(1 + γ)), which a walk of many states needs.
    let best = [0.1, 0.5].map { SearchForError(discount: $0).climb(rounds: 1500, seed: 124) }
    #expect(best.allSatisfy { $0 <= 1 })
    #expect(best[0] > 0.85, "got \(best[0])")
    #expect(best[1] > 0.4, "got \(best[1])")
  }

  @Test(
    "(5.23) visits part by at most the mean distance of the paths' ratios, and that by the root")
  func visits() {
    var tightest = 0.0
    for (index, epsilon) in [0.05, 0.2, 0.5, 0.9].enumerated() {
      var generator = PCG64(seed: 125 + UInt64(index))
      for _ in 0..<5 {
        let world = TabularMDP.random(states: 3, actions: 2, discount: 0.9, using: &generator)
        let old = TabularPolicy.random(states: 3, actions: 2, scale: 1, using: &generator)
        let new = withinRange(of: old, epsilon, using: &generator)
        for t in 1...4 {
          let (visits, paths, limit) = parting(new, old, in: world, steps: t, epsilon: epsilon)
          #expect(visits <= paths + 1e-12 && paths <= limit + 1e-12)
          tightest = max(tightest, paths / limit)
        }
      }
    }
    #expect(tightest > 0.6, "got \(tightest)")
  }

  @Test("(5.23) the walk comes near: after nine steps its visits part by 0.82 of the root")
  func walk() {
    let world = randomWalk(reach: 10, discount: 0.9)
    let (epsilon, count) = (0.001, world.stateCount)
    let new = takingFirst((0..<count).map { _ in (1 - epsilon) / 2 })
    let old = TabularPolicy.uniform(states: count, actions: 2)
    let (visits, _, limit) = parting(new, old, in: world, steps: 9, epsilon: epsilon)
    // At the first step a coin attains it.
    let first = parting(new, old, in: world, steps: 1, epsilon: epsilon)
    expectClose([first.visits / first.limit, first.paths / first.limit], [1, 1], tolerance: 1e-9)
    // ε E|S₉|, with E|S₉| = 9 C(8, 4) / 2⁸, over ε √9.
    expectClose(visits / limit, 9 * 70 / 256 / 3, tolerance: 1e-5)
  }

  @Test("(5.23) for small ε the walk needs √((1 − γ)/(1 + γ)) of (5.22)")
  func walkShares() {
    for discount in [0.1, 0.5, 0.9] {
      expectClose(
        walkShare(discount: discount, epsilon: 1e-3),
        ((1 - discount) / (1 + discount)).squareRoot(), tolerance: 1e-4)
    }
    // More than the fork, everywhere.
    for discount in [0.1, 0.5, 0.9] {
      #expect(walkShare(discount: discount, epsilon: 1e-3) > 1 - discount)
    }
  }

  /// Σ_s |P_π(s_t = s) − P_old(s_t = s)|, E_old|ρ₀ … ρ_{t−1} − 1| by enumeration, √((1 + ε²)ᵗ − 1).
  private func parting(
    _ new: TabularPolicy, _ old: TabularPolicy, in world: TabularMDP, steps: Int, epsilon: Double
  ) -> (visits: Double, paths: Double, limit: Double) {
    func after(_ policy: TabularPolicy) -> [Double] {
      let matrix = world.transition(under: policy)
      let n = world.stateCount
      return (0..<steps).reduce(world.start) { now, _ in
        (0..<n).map { next in (0..<n).reduce(0) { $0 + now[$1] * matrix[$1 * n + next] } }
      }
    }
    let visits = zip(after(new), after(old)).reduce(0) { $0 + ($1.0 - $1.1).magnitude }
    let paths = world.trajectories(of: old, horizon: steps).expectation { path in
      (Double.exp(new.logProbability(along: path) - old.logProbability(along: path)) - 1).magnitude
    }
    return (visits, paths, (Double.pow(1 + epsilon * epsilon, steps) - 1).squareRoot())
  }

  /// Σ_a π_old(a) L^CLIP(ρ) of one state.
  private func clipped(_ old: [Double], _ new: [Double], _ advantages: [Double], _ epsilon: Double)
    -> Double
  {
    old.indices.reduce(0) {
      $0 + old[$1]
        * clippedSurrogate(new[$1] / old[$1], advantage: advantages[$1], clipRange: epsilon)
    }
  }

  /// ε E_old|A|.
  private func ceiling(_ old: [Double], _ advantages: [Double], _ epsilon: Double) -> Double {
    epsilon * zip(old, advantages).reduce(0) { $0 + $1.0 * $1.1.magnitude }
  }

  /// Advantages of random actions: their mean under π_old is 0.
  private func advantages(_ old: [Double], using generator: inout PCG64) -> [Double] {
    let values = old.map { _ in 2 * generator.random() - 1 }
    let mean = zip(old, values).reduce(0) { $0 + $1.0 * $1.1 }
    return values.map { $0 - mean }
  }

  @Test("(5.24) no policy has more than ε E|A|, and every one on the plateau has exactly that")
  func plateau() {
    var generator = PCG64(seed: 130)
    var onPlateau = 0
    for index in 0..<400 {
      let epsilon = [0.1, 0.2, 0.5][index % 3]
      let old = Array(
        TabularPolicy.random(states: 1, actions: 4, scale: 1.5, using: &generator).probabilities)
      let a = advantages(old, using: &generator)
      let most = ceiling(old, a, epsilon)
      for scale in [0.5, 2.0, 8] {
        let new = TabularPolicy.random(states: 1, actions: 4, scale: scale, using: &generator)
        #expect(clipped(old, new.probabilities, a, epsilon) <= most + 1e-12)
      }
      let good = zip(old, a).reduce(0) { $0 + ($1.1 > 0 ? $1.0 : 0) }
      guard (1 + epsilon) * good <= 1 else { continue }
      onPlateau += 1
      // From the edge to the policy that takes good actions only.
      let edge = max((1 + epsilon) * good, 1 - (1 - epsilon) * (1 - good))
      for share in [edge, (edge + 1) / 2, 1] {
        let new = zip(old, a).map { $1 > 0 ? $0 * share / good : $0 * (1 - share) / (1 - good) }
        expectClose(clipped(old, new, a, epsilon), most, tolerance: 1e-13)
      }
      let inside = zip(old, a).map { p, a in
        a > 0 ? p * (edge - 1e-3) / good : p * (1 - edge + 1e-3) / (1 - good)
      }
      #expect(clipped(old, inside, a, epsilon) < most - 1e-6)
    }
    #expect(onPlateau > 100)
  }

  @Test("(5.24) where good actions have more than 1/(1 + ε) of the probability it is out of reach")
  func outOfReach() {
    let (old, a) = ([0.9, 0.1], [0.1, -0.9])
    let best = (0...1000).map { clipped(old, [Double($0) / 1000, 1 - Double($0) / 1000], a, 0.2) }
    expectClose(best.max()!, 0.9 * (1 / 0.9) * 0.1 - 0.1 * 0.8 * 0.9, tolerance: 1e-12)
    #expect(best.max()! < ceiling(old, a, 0.2) - 1e-3)
  }

  @Test("(5.24) on the plateau the error passes what (5.22) allows, with the same objective")
  func whatFails() {
    let world = forkWorld([[2, 0], [2, 2]], discount: 0.5)
    let old = takingFirst([0.5, 0.5, 0.5])
    let allowed = allowedError(around: old, in: world, epsilon: 0.2)
    expectClose(allowed, 0.5 * 0.04 / 0.25, tolerance: 1e-12)
    for good in [0.6, 0.69, 0.71, 0.999] {
      let new = takingFirst([1 - good, good, 0.5])
      // Both states with a choice are on the plateau: d(0) ε E|A(0)| + d(1) ε E|A(1)|.
      expectClose(
        clippedObjective(of: new, around: old, in: world, epsilon: 0.2), 0.2 * 0.5 + 0.5 * 0.2,
        tolerance: 1e-12)
      // The visits to state 1 fall by good − ½, and Ā(1) = 2 good − 1.
      let error = world.surrogate(of: new, around: old) - world.expectedReturn(of: new)
      expectClose(error, (good - 0.5) * (2 * good - 1), tolerance: 1e-12)
      #expect((error <= allowed) == (good < 0.7))
    }
  }
}

/// Hill climbing over worlds, old policies and ratios within ε, for the largest share of (5.22).
private struct SearchForError {
  let discount: Double
  let epsilon = 0.2

  /// Logits of the transitions, rewards, logits of the old policy, and where each ratio is to go.
  typealias Numbers = [Double]
  private let states = 3
  private let actions = 2
  private var count: Int { states * actions * (states + 3) }

  private func share(_ x: Numbers) -> Double {
    let pairs = states * actions
    let rows = TabularPolicy(logits: Array(x[..<(pairs * states)]), actionCount: states)
    let world = TabularMDP(
      transition: (0..<states).map { s in
        (0..<actions).map { a in Array(rows.probabilities(in: s * actions + a)) }
      },
      reward: (0..<states).map { s in
        (0..<actions).map { a in x[pairs * states + s * actions + a] }
      },
      start: (0..<states).map { $0 == 0 ? 1 : 0 }, discount: discount)
    let old = TabularPolicy(
      logits: Array(x[(pairs * (states + 1))..<(pairs * (states + 2))]), actionCount: actions)
    let aims = Array(x[(pairs * (states + 2))...])
    return shareOfBound(of: moved(old, aims), around: old, in: world, epsilon: epsilon)
  }

  /// ρ = 1 + ε u with E_old[u] = 0 and max |u| = 1 in each state.
  private func moved(_ old: TabularPolicy, _ aims: [Double]) -> TabularPolicy {
    let logits = (0..<states).flatMap { s in
      let chances = Array(old.probabilities(in: s))
      let u = Array(aims[(s * actions)..<((s + 1) * actions)])
      let mean = zip(chances, u).reduce(0) { $0 + $1.0 * $1.1 }
      let largest = max(u.map { ($0 - mean).magnitude }.max()!, 1e-12)
      return zip(chances, u).map { Double.log($0 * (1 + epsilon * ($1 - mean) / largest)) }
    }
    return TabularPolicy(logits: logits, actionCount: actions)
  }

  func climb(rounds: Int, seed: UInt64) -> Double {
    var generator = PCG64(seed: seed)
    var best = -1.0
    for _ in 0..<3 {
      var here = (0..<count).map { _ in 4 * generator.random() - 2 }
      var value = share(here)
      for round in 0..<rounds {
        let size = 3 * (1 - Double(round) / Double(rounds)) + 0.01
        let there = here.map { x in
          generator.random() < 0.3 ? x + size * (2 * generator.random() - 1) : x
        }
        let found = share(there)
        if found > value { (here, value) = (there, found) }
      }
      best = max(best, value)
    }
    return best
  }
}
