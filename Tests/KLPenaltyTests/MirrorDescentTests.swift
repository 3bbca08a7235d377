import Proximal
import RealModule
import TestSupport
import Testing

@testable import kl_penalty

@Suite("Mirror descent")
struct MirrorDescentTests {
  /// F = Σ_s (1 − γ) d(s) Σ_a π(a|s) ∇log π ∇log πᵀ, from the scores, for a world without an end.
  private func fisher(_ world: TabularMDP, _ policy: TabularPolicy) -> [Double] {
    let (n, a) = (policy.logits.count, policy.actionCount)
    let visits = world.visitation(of: policy)
    var matrix = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      let score = policy.score(of: i % a, in: i / a)
      let weight = (1 - world.discount) * visits[i / a] * policy.probabilities[i]
      for j in 0..<a {
        for k in 0..<a {
          matrix[(i / a * a + j) * n + i / a * a + k] += weight * score[j] * score[k]
        }
      }
    }
    return matrix
  }

  private func product(_ matrix: [Double], _ x: [Double]) -> [Double] {
    x.indices.map { row in dot(Array(matrix[(row * x.count)..<((row + 1) * x.count)]), x) }
  }

  /// The numbers of each state, [S][A].
  private func rows(_ table: [Double], actions: Int) -> [[Double]] {
    stride(from: 0, to: table.count, by: actions).map { Array(table[$0..<($0 + actions)]) }
  }

  private var worlds: [Pair] { [0, 0.5, 0.9].flatMap { pairs(20, discount: $0, seed: 140) } }

  @Test("(4.25) F⁺g is A/(1 − γ) but for a constant a state, and any such constants solve F x = g")
  func naturalGradient() {
    var generator = PCG64(seed: 141)
    for pair in worlds {
      let (world, old) = (pair.world, pair.old)
      let (matrix, gradient) = (fisher(world, old), world.policyGradient(of: old))
      let shortest = world.naturalGradient(of: old)
      expectClose(product(matrix, shortest), gradient, tolerance: 1e-12)
      // Orthogonal to what F does not see: of all solutions the shortest.
      for row in rows(shortest, actions: 3) { expectClose(row.reduce(0, +), 0, tolerance: 1e-12) }
      let advantages = world.advantages(of: old).map { $0 / (1 - world.discount) }
      for row in rows(zip(shortest, advantages).map { $0 - $1 }, actions: 3) {
        expectClose(row, [row[0], row[0], row[0]], tolerance: 1e-11)
      }
      let constants = (0..<4).map { _ in 20 * generator.random() - 10 }
      let shifted = advantages.enumerated().map { $1 + constants[$0 / 3] }
      expectClose(product(matrix, shifted), gradient, tolerance: 1e-11)
    }
  }

  @Test("(4.26) the natural step multiplies the old policy by e^(ηA) and normalises")
  func multiplies() {
    // By hand: ½, ½ with rewards 1 and 0 and e^{η/2} = 3 becomes 3 against ⅓.
    let even = TabularPolicy.uniform(states: 1, actions: 2)
    let arms = TabularMDP.bandit(rewards: [1, 0])
    let eta = 2 * Double.log(3)
    expectClose(
      mirrorStep(from: even, along: arms.advantages(of: even), eta: eta), [0.9, 0.1],
      tolerance: 1e-14)
    expectClose(
      even.moved(along: arms.naturalGradient(of: even), stepSize: eta).probabilities, [0.9, 0.1],
      tolerance: 1e-14)
    for pair in worlds {
      let (world, old) = (pair.world, pair.old)
      for eta in [0.01, 0.3, 3] {
        let new = old.moved(
          along: world.naturalGradient(of: old), stepSize: eta * (1 - world.discount))
        let mirrored = mirrorStep(from: old, along: world.advantages(of: old), eta: eta)
        expectClose(mirrored, new.probabilities, tolerance: 1e-12)
        for row in rows(mirrored, actions: 3) { expectClose(row.reduce(0, +), 1, tolerance: 1e-14) }
      }
    }
  }

  @Test("(4.26) with 2 η A_max = log(1 + ε) all ratios stay within ε")
  func ratios() {
    var farthest = 0.0
    for pair in worlds {
      let advantages = pair.world.advantages(of: pair.old)
      let eta = Double.log(1.2) / (2 * advantages.map(\.magnitude).max()!)
      let new = mirrorStep(from: pair.old, along: advantages, eta: eta)
      for (p, q) in zip(pair.old.probabilities, new) {
        farthest = max(farthest, (q / p - 1).magnitude)
      }
    }
    #expect(farthest <= 0.2 && farthest > 0.09, "got \(farthest)")
  }

  /// Σ_a π A − KL(π‖π_old)/η in each state.
  private func priced(
    _ policy: TabularPolicy, _ old: TabularPolicy, _ advantages: [Double], eta: Double
  ) -> [Double] {
    let gains = zip(
      rows(policy.probabilities, actions: 3), rows(advantages, actions: 3)
    ).map { dot($0, $1) }
    return zip(gains, policy.klDivergence(to: old)).map { $0 - $1 / eta }
  }

  @Test("(4.27) the mean advantage at a price on KL is log Z/η − KL(π‖π_new)/η: π_new is best")
  func bestAtAPrice() {
    for pair in worlds {
      let (old, other) = (pair.old, pair.new)
      let advantages = pair.world.advantages(of: old)
      for eta in [0.1, 1, 5] {
        let new = old.moved(along: advantages, stepSize: eta)
        let logZ = rows(zip(old.probabilities, advantages).map { $0 * .exp(eta * $1) }, actions: 3)
          .map { Double.log($0.reduce(0, +)) }
        let right = zip(logZ, other.klDivergence(to: new)).map { ($0 - $1) / eta }
        let left = priced(other, old, advantages, eta: eta)
        expectClose(left, right, tolerance: 1e-11)
        let best = priced(new, old, advantages, eta: eta)
        #expect(zip(left, best).allSatisfy { $0 <= $1 + 1e-12 })
      }
    }
  }

  @Test("(4.27) the leash with β = 1/(η(1 − γ)) and KL(new‖old) has no slope at the natural step")
  func leash() {
    for eta in [0.1, 1, 5] {
      let new = old.moved(along: corridor.advantages(of: old), stepSize: eta)
      let beta = 1 / (eta * (1 - corridor.discount))
      func leashed(_ x: [Double]) -> Double {
        let policy = TabularPolicy(logits: x, actionCount: 2)
        return corridor.surrogate(of: policy, around: old)
          - beta * dot(visits, policy.klDivergence(to: old))
      }
      let slope = centralDifference(of: leashed, at: new.logits)
      #expect(slope.allSatisfy { $0.magnitude < 1e-7 }, "got \(slope)")
      // The plain step of the same η is no such place.
      let away = centralDifference(of: leashed, at: old.logits)
      #expect(away.contains { $0.magnitude > 1e-2 })
    }
  }

  @Test(
    "(4.28) the gain is both KLs over η, summed over the new visits: never negative",
    arguments: [
      0.01, 0.1, 1, 10, 100,
    ])
  func improvement(eta: Double) {
    for pair in worlds {
      let (world, old) = (pair.world, pair.old)
      let new = old.moved(along: world.advantages(of: old), stepSize: eta)
      let gain = world.expectedReturn(of: new) - world.expectedReturn(of: old)
      #expect(gain > 0)
      let promised = mirrorGain(of: new, over: old, in: world, eta: eta)
      expectClose(gain, promised, tolerance: 1e-11)
      // Far smaller than 1 for short steps, so relative, too.
      expectClose(gain / promised, 1, tolerance: 1e-7)
    }
  }

  @Test("(4.28) needs the advantages themselves: along wrong estimates the return can fall")
  func wrongAdvantages() {
    var generator = PCG64(seed: 142)
    let falls = worlds.count { pair in
      let (world, old) = (pair.world, pair.old)
      let estimates = world.advantages(of: old).map { $0 + 4 * generator.random() - 2 }
      let new = old.moved(along: estimates, stepSize: 1)
      return world.expectedReturn(of: new) < world.expectedReturn(of: old)
    }
    #expect(falls > 5, "of 60")
  }

  @Test(
    "(4.25) fails where the old policy never goes: F and g are zero there, and the step is none")
  func unvisited() {
    let world = corridorWithCell(discount: 0.9)
    let old = TabularPolicy(logits: corridorLogits + [0.4, 0], actionCount: 2)
    let (natural, advantages) = (world.naturalGradient(of: old), world.advantages(of: old))
    #expect(world.visitation(of: old)[3] == 0)
    let matrix = fisher(world, old)
    #expect(matrix[(6 * 8)...].allSatisfy { $0 == 0 })
    #expect(Array(natural[6...]) == [0, 0] && advantages[6].magnitude > 0.1)
    let still = old.moved(along: natural, stepSize: 1 - 0.9)
    let moved = old.moved(along: advantages, stepSize: 1)
    // The same in the corridor, and from its start; not in the cell.
    expectClose(
      Array(still.probabilities[..<6]), Array(moved.probabilities[..<6]), tolerance: 1e-13)
    expectClose(
      world.expectedReturn(of: still), world.expectedReturn(of: moved), tolerance: 1e-13)
    #expect(Array(still.probabilities[6...]) == Array(old.probabilities[6...]))
    #expect(world.values(of: moved)[3] > world.values(of: still)[3] + 0.01)
    #expect(world.values(of: still)[3] > world.values(of: old)[3])
  }

  /// The logits of the corridor's old policy.
  private var corridorLogits: [Double] { old.logits }
}
