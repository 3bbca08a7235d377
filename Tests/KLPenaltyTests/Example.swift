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
