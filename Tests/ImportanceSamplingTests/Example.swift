import Proximal
import RealModule
import TestSupport

/// Two distributions over the same few outcomes, a function on them, and the weights p/q.
struct Pair {
  let p: [Double]
  let q: FiniteDistribution<Int>
  let f: [Double]

  init(p: [Double], q: [Double], f: [Double]) {
    (self.p, self.f) = (p, f)
    self.q = FiniteDistribution(Array(p.indices), probabilities: q)
  }

  func rho(_ x: Int) -> Double { p[x] / q.probabilities[x] }
  /// E_p[f].
  var mean: Double { zip(p, f).reduce(0) { $0 + $1.0 * $1.1 } }
  /// χ² = Σ (p − q)² / q.
  var chiSquare: Double {
    zip(p, q.probabilities).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / $1.1 }
  }
}

extension Pair {
  /// Samples of n draws from q regardless of their order, each with the chance of all its orders
  /// together: what depends on a sample's counts alone is listed for dozens of draws.
  func samples(of n: Int) -> FiniteDistribution<[Int]> {
    var partial: [(draws: [Int], chance: Double)] = [([], 1)]
    for (x, chance) in q {
      let isLast = x == p.count - 1
      partial = partial.flatMap { sample in
        let left = n - sample.draws.count
        return ((isLast ? left : 0)...left).map { count in
          let ways = binomial(left, count)
          return (
            sample.draws + Array(repeating: x, count: count),
            sample.chance * ways * Double.pow(chance, count)
          )
        }
      }
    }
    return FiniteDistribution(
      partial.map { $0.draws }, probabilities: partial.map { $0.chance })
  }
}

/// n! / (k! (n − k)!)
private func binomial(_ n: Int, _ k: Int) -> Double {
  (0..<min(k, n - k)).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
}

let pair = Pair(p: [0.5, 0.3, 0.2], q: [0.2, 0.3, 0.5], f: [5, 6, 8])

/// More of them, whose weights are not so far from 1.
let gentlePairs = [
  Pair(p: [0.55, 0.45], q: [0.45, 0.55], f: [1, 3]),
  Pair(p: [0.3, 0.7], q: [0.5, 0.5], f: [-2, 1]),
  Pair(p: [0.3, 0.3, 0.4], q: [0.4, 0.25, 0.35], f: [-1, 4, 2]),
]

/// The chapter's corridor, the policy that collected the data, and the one that is asked about.
let corridor = TabularMDP.corridor
let old = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])
let new = TabularPolicy(logits: [[0.9, -0.3], [-0.4, 0.5], [-0.6, 0.2]])
let discounted = corridor.discounted(by: 0.9)

/// ρ_0, ρ_1, … along a trajectory.
func ratios(_ tau: TabularTrajectory) -> [Double] {
  zip(tau.states, tau.actions).map {
    new.probability(of: $1, in: $0) / old.probability(of: $1, in: $0)
  }
}

/// P(s_t = s) for t = 0 … horizon − 1, by recursion.
func stateChances(of policy: TabularPolicy, horizon: Int) -> [[Double]] {
  let matrix = corridor.transition(under: policy)
  var chances = [corridor.start]
  for _ in 1..<horizon {
    chances.append(
      (0..<3).map { next in
        (0..<3).reduce(0) { $0 + chances.last![$1] * matrix[$1 * 3 + next] }
      })
  }
  return chances
}

/// Q with `steps` steps to go, the present one among them, `[S × A]`.
func actionValues(of policy: TabularPolicy, steps: Int) -> [Double] {
  let after = corridor.values(of: policy, horizon: steps - 1).last!
  return (0..<6).map { i in
    let next = Array(corridor.nextStates(from: i / 2, action: i % 2))
    return corridor.reward(state: i / 2, action: i % 2)
      + (0..<3).reduce(0) { $0 + next[$1] * after[$1] }
  }
}

/// π(a|s) for numbers that can be differentiated.
func probability<Scalar: DifferentiableScalar>(
  _ logits: [Scalar], _ action: Int, _ state: Int
) -> Scalar {
  let row = Array(logits[state * 2..<state * 2 + 2])
  return Scalar.exp(row[action]) / (Scalar.exp(row[0]) + Scalar.exp(row[1]))
}

func length(_ vector: [Double]) -> Double { Double.sqrt(vector.reduce(0) { $0 + $1 * $1 }) }
func difference(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map { $0 - $1 } }
