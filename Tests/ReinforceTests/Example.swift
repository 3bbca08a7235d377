import Proximal
import RealModule
import TestSupport

/// The chapter's corridor and policy, and every trajectory of three steps.
let corridor = TabularMDP.corridor
let policy = TabularPolicy(logits: [[0.5, -0.5], [0.2, -0.2], [0.0, 0.3]])
let trajectories = corridor.trajectories(of: policy, horizon: 3)
let exactGradient = corridor.policyGradient(of: policy, horizon: 3)

/// p_θ(τ) for any number type, written out once more: the oracle for what the core computes.
func trajectoryProbability<Scalar: DifferentiableScalar>(
  _ tau: TabularTrajectory, logits: [Scalar], in world: TabularMDP = corridor
) -> Scalar {
  let states = tau.states + [tau.finalState]
  var product = Scalar(floatLiteral: world.start[states[0]])
  for (t, action) in tau.actions.enumerated() {
    let row = Array(logits[states[t] * 2..<states[t] * 2 + 2])
    let normaliser = Scalar.exp(row[0]) + Scalar.exp(row[1])
    product *= Scalar.exp(row[action]) / normaliser
    let next = Array(world.nextStates(from: states[t], action: action))
    product *= Scalar(floatLiteral: next[states[t + 1]])
  }
  return product
}

/// Worlds that may begin in any state, each with a policy, from nearly undecided to nearly certain:
/// for what is claimed of every world and every policy.
let drawnWorlds: [(world: TabularMDP, policy: TabularPolicy)] = {
  var generator = PCG64(seed: 13)
  return [0.1, 1, 3, 10, 40].map { scale in
    (
      TabularMDP.random(states: 3, actions: 2, discount: 1, using: &generator),
      TabularPolicy.random(states: 3, actions: 2, scale: scale, using: &generator)
    )
  }
}()

func squaredLength(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 } }
