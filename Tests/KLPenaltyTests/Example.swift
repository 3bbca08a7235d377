import Proximal
import RealModule
import TestSupport

/// The chapter's pier, and its walker with one knob.
let pier = TabularMDP(
  transition: [
    [[1, 0, 0, 0], [0, 1, 0, 0]], [[1, 0, 0, 0], [0, 0, 1, 0]],
    [[0, 1, 0, 0], [0, 0, 0, 1]], [[0, 0, 1, 0], [1, 0, 0, 0]],
  ],
  reward: [[0, 0], [1, 1], [2, 2], [3, -5]], start: [1, 0, 0, 0], discount: 0.8)

func walker(_ theta: Double) -> TabularPolicy {
  TabularPolicy(logits: Array(repeating: [0, theta], count: 4))
}

/// The corridor of chapter 1, discounted, and the policy that the chapter starts from.
let corridor = TabularMDP.corridor.discounted(by: 0.9)
let old = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])
let visits = corridor.normalisedVisitation(of: old)

func meanKL(_ new: TabularPolicy) -> Double { dot(visits, old.klDivergence(to: new)) }

func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }

/// A world with two policies in it.
struct Pair {
  let world: TabularMDP
  let old: TabularPolicy
  let new: TabularPolicy
}

/// Random worlds with random policies, from nearly equal to very different.
func pairs(_ count: Int, discount: Double, seed: UInt64) -> [Pair] {
  var generator = PCG64(seed: seed)
  return (0..<count).map { index in
    let world = TabularMDP.random(states: 4, actions: 3, discount: discount, using: &generator)
    let old = TabularPolicy.random(states: 4, actions: 3, scale: 2, using: &generator)
    let other = TabularPolicy.random(states: 4, actions: 3, scale: 2, using: &generator)
    let size = Double.exp(2 - Double(index % 7))
    return Pair(world: world, old: old, new: old.moved(along: other.logits, stepSize: size))
  }
}

/// A world in which the bound in total variation is reached.
///
/// In state 0 one action stays and pays −1, one stays and pays 1, and one goes to state 1 for good
/// and pays 1; the old policy takes that with the probability `leak`. In state 1 every action stays;
/// the first pays −1, the others 1. The old policy takes −1 half of the time in both states, so its
/// values are 0 and its advantages the rewards. The new one moves ε of the probability, in state 0
/// from “stay for −1” to “go”, in state 1 from 1 to −1.
func leakyPair(_ epsilon: Double, discount: Double, leak: Double = 1e-12) -> Pair {
  let world = TabularMDP(
    transition: [[[1, 0], [1, 0], [0, 1]], [[0, 1], [0, 1], [0, 1]]],
    reward: [[-1, 1, 1], [-1, 1, 1]], start: [1, 0], discount: discount)
  func policy(_ chances: [[Double]]) -> TabularPolicy {
    TabularPolicy(logits: chances.map { $0.map { Double.log($0) } })
  }
  return Pair(
    world: world, old: policy([[0.5, 0.5 - leak, leak], [0.5, 0.25, 0.25]]),
    new: policy([
      [0.5 - epsilon, 0.5 - leak, leak + epsilon],
      [0.5 + epsilon, 0.25 - epsilon / 2, 0.25 - epsilon / 2],
    ]))
}

/// The highest point of L − β KL around the corridor's old policy, state by state, by bisection of
/// the slope in the one free logit: d A(s) π₀ π₁ = β d̄ (π₁ − π₁ᵒˡᵈ).
func leashed(_ beta: Double) -> TabularPolicy {
  let (weight, advantages) = (corridor.visitation(of: old), corridor.advantages(of: old))
  let chances = (0..<3).map { s -> Double in
    let slope = weight[s] * (advantages[2 * s + 1] - advantages[2 * s])
    let target = old.probability(of: 1, in: s)
    var (low, high) = (0.0, 1.0)
    for _ in 0..<200 {
      let p = (low + high) / 2
      if slope * p * (1 - p) > beta * visits[s] * (p - target) { low = p } else { high = p }
    }
    return (low + high) / 2
  }
  return TabularPolicy(logits: chances.map { [0, Double.log($0 / (1 - $0))] })
}

/// The β whose leash ends at the distance δ.
func multiplier(_ delta: Double) -> Double {
  var (low, high) = (1e-3, 1e8)
  for _ in 0..<200 {
    let middle = (low * high).squareRoot()
    if meanKL(leashed(middle)) > delta { low = middle } else { high = middle }
  }
  return (low * high).squareRoot()
}

/// log softmax for any number type, written out once more.
func logSoftmax<Scalar: DifferentiableScalar>(_ z: [Scalar]) -> [Scalar] {
  let logSum = Scalar.log(z.reduce(Scalar(floatLiteral: 0)) { $0 + Scalar.exp($1) })
  return z.map { $0 - logSum }
}

/// Σ_a p(a) (log p(a) − log q(a)), from logits.
func divergence<Scalar: DifferentiableScalar>(_ p: [Scalar], _ q: [Scalar]) -> Scalar {
  zip(logSoftmax(p), logSoftmax(q)).reduce(Scalar(floatLiteral: 0)) {
    $0 + Scalar.exp($1.0) * ($1.0 - $1.1)
  }
}
